// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.PublicMethod;
import replicated.instrument.weave.Supertypes;

/**
 * Tomcat 9 to 11, stand-alone and embedded: {@code prepareResponse} of its processors for HTTP/1.1, HTTP/2 and AJP. It
 * runs once for a response, on whatever way the response was committed, and after every {@code reset()} of an error
 * page; no lock is held. The next step copies the headers into the connection's buffer.
 */
public final class TomcatCommitInstrumentation implements CommitPoint {

    private static final String CONTAINER = "tomcat";

    /** Of {@code CoyoteAdapter}: where a coyote request keeps the servlet request. */
    private static final int ADAPTER_NOTES = 1;

    private static final String PROCESSOR = "org/apache/coyote/AbstractProcessor";
    private static final String NAME = "prepareResponse";
    private static final String DESCRIPTOR = "()V";

    private static final MethodHook HOOK =
            MethodHook.entering("responseCommit", new Operand.Text(CONTAINER), new Operand.This());

    private static final PublicMethod REQUEST = new PublicMethod("getRequest");
    private static final PublicMethod RESPONSE = new PublicMethod("getResponse");
    private static final PublicMethod NOTE = new PublicMethod("getNote", int.class);
    private static final PublicMethod ADD = new PublicMethod("addHeader", String.class, String.class);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(PROCESSOR, NAME, DESCRIPTOR));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return method.is(NAME, DESCRIPTOR) && PROCESSOR.equals(type.superName()) ? HOOK : null;
    }

    @Override
    public String container() {
        return CONTAINER;
    }

    @Override
    public String responses() {
        return "org.apache.catalina.connector.";
    }

    @Override
    public void commit(Object processor, ResponseHeaders headers) throws Throwable {
        Object request = REQUEST.of(processor).invokeExact(processor);
        Object servletRequest = NOTE.of(request).invokeExact(request, (Object) ADAPTER_NOTES);
        if (servletRequest == null) {
            return;
        }
        Object response = RESPONSE.of(request).invokeExact(request);
        MethodHandle add = ADD.of(response);
        for (Map.Entry<String, String> header : headers.forRequest(servletRequest)) {
            Object ignored = add.invokeExact(response, (Object) header.getKey(), (Object) header.getValue());
        }
    }
}
