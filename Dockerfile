# The agent as an image: nothing but the jar, and a cp to get it out. Build it after `mvn package`, from the root of the repository:
#   docker build -t registry.example.com/replicated:0.1.0 .
#
# As an init container it copies all it has into the volume that is mounted at /target; with a path of one's own:
#   command: [cp, -r, /autoinstrumentation/., /opt/replicated]
# The OpenTelemetry operator takes /javaagent.jar, as from its own image for Java. config-samples/kubernetes/ has both.
FROM busybox:1.37

LABEL org.opencontainers.image.title="replicated" \
      org.opencontainers.image.description="A Java agent that gives applications the use of their database's read replicas" \
      org.opencontainers.image.licenses="Apache-2.0"

COPY agent/dist/target/replicated.jar /autoinstrumentation/replicated.jar
RUN chmod 644 /autoinstrumentation/replicated.jar && ln -s /autoinstrumentation/replicated.jar /javaagent.jar

USER 65534:65534
CMD ["cp", "-r", "/autoinstrumentation/.", "/target"]
