package replicated.instrument;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/**
 * Jetty 9.4 to 11, and the environments ee8 and ee9 of Jetty 12: {@code HttpChannel.sendResponse}, which makes the headers of
 * the wire from those of the response. Jetty's listener of the response's begin comes too late, after they are made. No lock
 * is held.
 */
final class OlderJettyCommitInstrumentation implements CommitPoint {

    private static final String NAME = "sendResponse";
    private static final String TAIL = "Ljava/nio/ByteBuffer;ZLorg/eclipse/jetty/util/Callback;)Z";

    private final String packageOfChannel;
    private final String channel;
    private final MethodHook hook;

    /**
     * For one of the packages that have had this class.
     *
     * @param packageOfChannel with dots
     */
    OlderJettyCommitInstrumentation(String packageOfChannel) {
        this.packageOfChannel = packageOfChannel;
        this.channel = packageOfChannel.replace('.', '/') + "/HttpChannel";
        this.hook = MethodHook.entering("responseCommit", new Operand.Text(packageOfChannel), new Operand.This());
    }

    private record Channel(MethodHandle request, MethodHandle response) {}

    private record Response(MethodHandle committed, MethodHandle headers) {}

    private static final ClassValue<Channel> CHANNELS = new ClassValue<>() {
        @Override
        protected Channel computeValue(Class<?> type) {
            return new Channel(PublicMethods.find(type, "getRequest"), PublicMethods.find(type, "getResponse"));
        }
    };

    private static final ClassValue<Response> RESPONSES = new ClassValue<>() {
        @Override
        protected Response computeValue(Class<?> type) {
            return new Response(PublicMethods.find(type, "isCommitted"), PublicMethods.find(type, "getHttpFields"));
        }
    };

    private static final ClassValue<MethodHandle> FIELDS = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            return PublicMethods.find(type, "add", String.class, String.class);
        }
    };

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(NAME, channel));
    }

    @Override
    public MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean wanted = type.name().equals(channel)
                && method.name().equals(NAME)
                && method.descriptor().endsWith(TAIL);
        return wanted ? hook : null;
    }

    @Override
    public String container() {
        return packageOfChannel;
    }

    @Override
    public String responses() {
        return packageOfChannel + ".";
    }

    @Override
    public void commit(Object channel, ResponseHeaders headers) throws Throwable {
        Channel methods = CHANNELS.get(channel.getClass());
        Object response = methods.response.invokeExact(channel);
        Response ofResponse = RESPONSES.get(response.getClass());
        Object committed = ofResponse.committed.invokeExact(response);
        if ((boolean) committed) {
            return;
        }
        Object request = methods.request.invokeExact(channel);
        List<Map.Entry<String, String>> additions = headers.forRequest(request);
        if (additions.isEmpty()) {
            return;
        }
        Object fields = ofResponse.headers.invokeExact(response);
        MethodHandle add = FIELDS.get(fields.getClass());
        for (Map.Entry<String, String> header : additions) {
            Object ignored = add.invokeExact(fields, (Object) header.getKey(), (Object) header.getValue());
        }
    }
}
