// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The manifests are right without a cluster: by the models that are made of Kubernetes' own API description, and by
 * following each path from the image to the JVM.
 */
class KubernetesSamplesTest {

    private static final Gson GSON = JSON.getGson();
    private static final Path FOLDER = Samples.directory().resolve("kubernetes");

    @TempDir
    private Path secrets;

    @Test
    void theManifestLeadsFromTheImageToAFileThatIsRead() throws Exception {
        Map<String, JsonElement> objects = objects("deployment.yaml");
        V1NetworkPolicy.validateJsonElement(objects.get("NetworkPolicy"));

        V1Deployment deployment = deployment(objects.get("Deployment"));
        V1PodSpec pod = deployment.getSpec().getTemplate().getSpec();

        mountsAreOfVolumes(pod);
        agentIsWhereTheImagePutsIt(pod);
        Config config = fileIsRead(pod, argument(pod), objects);
        portsHaveNames(application(pod), config.status().listen(), objects.get("NetworkPolicy"));
        assertThat(deployment.getSpec().getSelector().getMatchLabels())
                .isEqualTo(deployment.getSpec().getTemplate().getMetadata().getLabels());
    }

    @Test
    void theValuesMakeThatVeryPod() throws Exception {
        Map<?, ?> values = (Map<?, ?>)
                documents(Files.readString(FOLDER.resolve("values.yaml"))).get(0);
        Map<String, JsonElement> objects = objects("deployment.yaml");
        V1PodSpec wanted =
                deployment(objects.get("Deployment")).getSpec().getTemplate().getSpec();

        // As charts put them in.
        V1PodSpec pod = pod(Map.of(
                "initContainers", values.get("initContainers"),
                "volumes", values.get("extraVolumes"),
                "containers",
                        List.of(Map.of(
                                "name", "your-app",
                                "env", values.get("extraEnvVars"),
                                "volumeMounts", values.get("extraVolumeMounts")))));

        mountsAreOfVolumes(pod);
        agentIsWhereTheImagePutsIt(pod);
        fileIsRead(pod, argument(pod), objects);
        assertThat(pod.getVolumes()).isEqualTo(wanted.getVolumes());
        assertThat(pod.getContainers().get(0).getEnv())
                .isEqualTo(application(wanted).getEnv());
    }

    /** What the operator does is in its internal/instrumentation/javaagent.go. */
    @Test
    void theOperatorFindsTheJarWhereItLooksAndTheVariableNamesTheFile() throws Exception {
        Map<String, JsonElement> objects = objects("opentelemetry-operator.yaml");
        V1Deployment deployment = deployment(objects.get("Deployment"));
        V1PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        Map<?, ?> instrumentation = GSON.fromJson(objects.get("Instrumentation"), Map.class);
        Map<?, ?> java = (Map<?, ?>) ((Map<?, ?>) instrumentation.get("spec")).get("java");
        Map<?, ?> variable = (Map<?, ?>) ((List<?>) java.get("env")).get(0);

        assertThat(image()).containsKey("/javaagent.jar");
        assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry(
                        "instrumentation.opentelemetry.io/inject-java",
                        ((Map<?, ?>) instrumentation.get("metadata"))
                                .get("name")
                                .toString());
        assertThat(variable.get("name")).isEqualTo("REPLICATED_CONFIG");
        mountsAreOfVolumes(pod);
        fileIsRead(pod, (String) variable.get("value"), objects("deployment.yaml"));
    }

    @Test
    void aMisspeltKeyWouldBeFound() throws Exception {
        String yaml = Files.readString(FOLDER.resolve("deployment.yaml"));

        assertThatThrownBy(() -> deployment(
                        byKind(yaml.replace("mountPath: /opt", "path: /opt")).get("Deployment")))
                .hasMessageContaining("path");
        assertThatThrownBy(() -> deployment(
                        byKind(yaml.replace("  selector:", "  selektor:")).get("Deployment")))
                .hasMessageContaining("selektor");
    }

    private static void mountsAreOfVolumes(V1PodSpec pod) {
        List<String> volumes = pod.getVolumes().stream().map(V1Volume::getName).toList();
        List<V1Container> containers = new ArrayList<>(pod.getContainers());
        containers.addAll(pod.getInitContainers() == null ? List.of() : pod.getInitContainers());
        assertThat(volumes).doesNotHaveDuplicates();
        assertThat(containers)
                .flatExtracting(V1Container::getVolumeMounts)
                .extracting(mount -> mount.getName())
                .containsAll(volumes)
                .isSubsetOf(volumes);
    }

    private static void agentIsWhereTheImagePutsIt(V1PodSpec pod) throws IOException {
        V1Container init = pod.getInitContainers().get(0);
        List<String> command = init.getCommand();
        assertThat(command).startsWith("cp", "-r").hasSize(4);
        String from = command.get(2).replaceFirst("/\\.$", "/");
        V1VolumeMount target = init.getVolumeMounts().get(0);
        assertThat(command.get(3)).isEqualTo(target.getMountPath());

        String agent = option(pod, 1);
        V1VolumeMount mount = mountOf(agent, application(pod));
        assertThat(mount.getName()).isEqualTo(target.getName());
        String within = agent.substring(mount.getMountPath().length() + 1);
        assertThat(image()).containsKey(from + within);
    }

    /** The file that the JVM is told to read is one of the ConfigMap's, and all that it names is in the pod. */
    private Config fileIsRead(V1PodSpec pod, String path, Map<String, JsonElement> objects) throws Exception {
        V1VolumeMount mount = mountOf(path, application(pod));
        assertThat(mount.getSubPath()).as("a subPath is never updated").isNull();
        V1ConfigMap map = GSON.fromJson(objects.get("ConfigMap"), V1ConfigMap.class);
        V1Volume volume = volumeOf(mount, pod);
        assertThat(volume.getConfigMap().getName()).isEqualTo(map.getMetadata().getName());
        String yaml = map.getData().get(path.substring(mount.getMountPath().length() + 1));

        V1Secret secret = GSON.fromJson(objects.get("Secret"), V1Secret.class);
        Map<String, String> environment = new HashMap<>();
        application(pod)
                .getEnv()
                .forEach(variable -> environment.put(
                        variable.getName(),
                        variable.getValueFrom() == null
                                ? variable.getValue()
                                : secret.getStringData()
                                        .get(variable.getValueFrom()
                                                .getSecretKeyRef()
                                                .getKey())));
        String passwordFile = "/run/secrets/reader/password";
        assertThat(volumeOf(mountOf(passwordFile, application(pod)), pod)
                        .getSecret()
                        .getSecretName())
                .isEqualTo(secret.getMetadata().getName());
        Path password = Files.writeString(
                secrets.resolve("password"), secret.getStringData().get("password"));

        Config config = ConfigParser.parse(
                "replicated.yaml",
                yaml.replace(passwordFile, password.toString()).getBytes(StandardCharsets.UTF_8),
                environment::get,
                new ArrayList<>());
        assertThat(config.withoutReplicas()).isFalse();
        assertThat(config.bookmarks().secret().present()).isTrue();
        assertThat(config.warnings()).singleElement().asString().contains("status.listen");
        return config;
    }

    private static void portsHaveNames(V1Container container, String listen, JsonElement policy) {
        Map<String, Integer> ports = new HashMap<>();
        container.getPorts().forEach(port -> ports.put(port.getName(), port.getContainerPort()));
        assertThat(ports).containsEntry("replicated", Integer.valueOf(listen.substring(listen.lastIndexOf(':') + 1)));
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).doesNotContain("readyz");
        assertThat(ports)
                .containsKey(
                        container.getReadinessProbe().getHttpGet().getPort().getStrValue());
        GSON.fromJson(policy, V1NetworkPolicy.class)
                .getSpec()
                .getIngress()
                .forEach(rule -> assertThat(ports)
                        .containsKey(rule.getPorts().get(0).getPort().getStrValue()));
    }

    private static String argument(V1PodSpec pod) {
        return option(pod, 2);
    }

    private static String option(V1PodSpec pod, int group) {
        String options = application(pod).getEnv().stream()
                .filter(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
                .findFirst()
                .orElseThrow()
                .getValue();
        var matcher = Pattern.compile("-javaagent:([^=]+)=(.+)").matcher(options);
        assertThat(matcher.matches()).isTrue();
        return matcher.group(group);
    }

    private static V1Container application(V1PodSpec pod) {
        return pod.getContainers().get(0);
    }

    private static V1VolumeMount mountOf(String path, V1Container container) {
        return container.getVolumeMounts().stream()
                .filter(mount -> path.startsWith(mount.getMountPath() + "/"))
                .findFirst()
                .orElseThrow();
    }

    private static V1Volume volumeOf(V1VolumeMount mount, V1PodSpec pod) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What the Dockerfile puts into the image: paths, each with the file of the build or the path that it comes from.
     */
    private static Map<String, String> image() throws IOException {
        Map<String, String> image = new HashMap<>();
        String text = Files.readString(Samples.directory().resolveSibling("Dockerfile"));
        Pattern.compile("(?m)^COPY (\\S+) (\\S+)$")
                .matcher(text)
                .results()
                .forEach(copy -> image.put(copy.group(2), copy.group(1)));
        Pattern.compile("ln -s (\\S+) (\\S+)").matcher(text).results().forEach(link -> {
            assertThat(image).containsKey(link.group(1));
            image.put(link.group(2), link.group(1));
        });
        return image;
    }

    private static V1Deployment deployment(JsonElement json) throws IOException {
        V1Deployment.validateJsonElement(json);
        return GSON.fromJson(json, V1Deployment.class);
    }

    private static V1PodSpec pod(Map<String, ?> spec) throws IOException {
        JsonElement json = GSON.toJsonTree(spec);
        V1PodSpec.validateJsonElement(json);
        return GSON.fromJson(json, V1PodSpec.class);
    }

    private static Map<String, JsonElement> objects(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        assertThat(text).startsWith("# When: ").contains(file);
        Map<String, JsonElement> objects = byKind(text);
        if (objects.containsKey("ConfigMap")) {
            V1ConfigMap.validateJsonElement(objects.get("ConfigMap"));
            V1Secret.validateJsonElement(objects.get("Secret"));
        }
        return objects;
    }

    private static Map<String, JsonElement> byKind(String text) {
        Map<String, JsonElement> objects = new HashMap<>();
        for (Object document : documents(text)) {
            String kind = (String) ((Map<?, ?>) document).get("kind");
            assertThat(objects.put(kind, GSON.toJsonTree(document))).isNull();
        }
        return objects;
    }

    private static List<Object> documents(String text) {
        List<Object> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(documents::add);
        return documents;
    }
}
