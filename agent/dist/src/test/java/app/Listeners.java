// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * Work that the container has done on a thread of its own: it answers with what the request had read and what the
 * listener gives.
 */
final class Listeners {

    private Listeners() {}

    /** By {@code listener-timeout}, {@code listener-read} or {@code listener-write}. */
    static void listen(HttpServletRequest request, String how, String before, Callable<String> work)
            throws IOException {
        AsyncContext context = request.startAsync();
        switch (how) {
            case "listener-timeout" -> {
                context.setTimeout(200);
                context.addListener(new OnTimeout(context, before, work));
            }
            case "listener-read" -> {
                ServletInputStream in = request.getInputStream();
                in.setReadListener(new OnData(in, context, before, work));
            }
            default -> context.getResponse().getOutputStream().setWriteListener(new OnSpace(context, before, work));
        }
    }

    private static void answer(AsyncContext context, String before, Callable<String> work) {
        String text;
        try {
            text = before + " " + work.call();
        } catch (Exception e) {
            text = before + " " + e;
        }
        try {
            context.getResponse().getOutputStream().print(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            context.complete();
        }
    }

    private record OnTimeout(AsyncContext context, String before, Callable<String> work) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            answer(context, before, work);
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    private record OnData(ServletInputStream in, AsyncContext context, String before, Callable<String> work)
            implements ReadListener {

        @Override
        public void onDataAvailable() throws IOException {
            while (in.isReady() && in.read() >= 0) {}
        }

        @Override
        public void onAllDataRead() {
            answer(context, before, work);
        }

        @Override
        public void onError(Throwable thrown) {
            context.complete();
        }
    }

    private record OnSpace(AsyncContext context, String before, Callable<String> work) implements WriteListener {

        @Override
        public void onWritePossible() {
            answer(context, before, work);
        }

        @Override
        public void onError(Throwable thrown) {
            context.complete();
        }
    }
}
