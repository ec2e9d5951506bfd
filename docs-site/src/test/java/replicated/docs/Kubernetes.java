// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Manifests that pages show, held against the types of Kubernetes' API. Stateless. */
final class Kubernetes {

    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Pod", Pod.class,
            "v1 Secret", Secret.class,
            "v1 Service", Service.class,
            "apps/v1 Deployment", Deployment.class);

    private Kubernetes() {}

    /**
     * Looks at manifests.
     *
     * @param text one document or several
     * @return keys that Kubernetes does not have, kinds that are not known here, and what is wrong with configurations
     *     in ConfigMaps
     */
    static List<String> problems(String text) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Object document : Yaml.documents(text)) {
            Map<String, Object> manifest = Yaml.mapping(document);
            String kind = manifest.get("apiVersion") + " " + manifest.get("kind");
            Class<?> type = KINDS.get(kind);
            if (type == null) {
                problems.add(kind + ": no such kind, or one to be added to this test");
                continue;
            }
            unknown(kind, manifest, type, problems);
            if (type == ConfigMap.class) {
                for (Object file : Yaml.mapping(manifest.get("data")).values()) {
                    problems.addAll(Configurations.problems((String) file));
                }
            }
        }
        return problems;
    }

    private static void unknown(String path, Object node, Type type, List<String> problems) {
        if (node instanceof List<?> items) {
            for (Object item : items) {
                unknown(path + "[]", item, argument(type, List.class, 0), problems);
            }
        } else if (node instanceof Map<?, ?> && type instanceof Class<?> bean) {
            Yaml.mapping(node).forEach((key, value) -> {
                Type next = property(bean, key);
                if (next == null) {
                    problems.add(path + "." + key + ": Kubernetes has no such key");
                } else {
                    unknown(path + "." + key, value, next, problems);
                }
            });
        } else if (node instanceof Map<?, ?> && argument(type, Map.class, 1) == null) {
            problems.add(path + ": Kubernetes has no mapping here");
        }
    }

    /** A type's argument; null where it is not of the expected kind. */
    private static Type argument(Type type, Class<?> raw, int index) {
        return type instanceof ParameterizedType generic && generic.getRawType() == raw
                ? generic.getActualTypeArguments()[index]
                : null;
    }

    private static Type property(Class<?> bean, String key) {
        for (Field field : bean.getDeclaredFields()) {
            JsonProperty name = field.getAnnotation(JsonProperty.class);
            if (name != null && name.value().equals(key)) {
                return field.getGenericType();
            }
        }
        return null;
    }
}
