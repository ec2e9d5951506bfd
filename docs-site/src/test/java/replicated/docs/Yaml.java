// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML that is not the agent's own, and JSON, which is YAML too. Stateless. */
final class Yaml {

    private Yaml() {}

    static List<Object> documents(String text) {
        List<Object> all = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(all::add);
        return all;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> mapping(Object node) {
        return (Map<String, Object>) node;
    }
}
