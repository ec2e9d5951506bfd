// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Statements as frameworks and people write them, of some 450 characters, each different. */
final class Texts {

    /** How many there are. */
    static final int COUNT = 64;

    /** Their length together. */
    static final int CHARACTERS = 29_077;

    private static final List<String> ENTITIES =
            List.of("owner", "visit", "invoice", "customer", "order_line", "warehouse", "shipment", "product_category");

    private Texts() {}

    static String[] all() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; texts.size() < COUNT; i++) {
            String entity = ENTITIES.get(i % ENTITIES.size());
            String other = ENTITIES.get((i / 2 + 3) % ENTITIES.size());
            texts.add(hibernate(entity, other, i));
            texts.add(written(entity, other, i));
            texts.add(report(entity, other, i));
            texts.add(literals(entity, i));
        }
        int characters = texts.stream().mapToInt(String::length).sum();
        if (characters != CHARACTERS) {
            throw new IllegalStateException("CHARACTERS has to be " + characters);
        }
        return texts.toArray(new String[0]);
    }

    private static String hibernate(String entity, String other, int i) {
        StringBuilder text = new StringBuilder("select ");
        for (String column : List.of("id", "version", "first_name", "last_name", "address", "city", "telephone")) {
            text.append("e1_0.").append(column).append(',');
        }
        return text + "o1_0.id,o1_0." + entity + "_id,o1_0.name,o1_0.created_at from " + entity + "s e1_0 left join "
                + other + "s o1_0 on e1_0.id=o1_0." + entity + "_id left join types t" + i + "_0 on t" + i
                + "_0.id=o1_0.type_id where e1_0.last_name like ? escape '' and e1_0.deleted=false and"
                + " (o1_0.created_at is null or o1_0.created_at>=?) order by e1_0.last_name,o1_0.name"
                + " offset ? rows fetch first ? rows only";
    }

    private static String written(String entity, String other, int i) {
        return """
                SELECT e.id, e.name, e.city,
                       COUNT(o.id) AS %2$ss, MAX(o.created_at) AS latest_%3$d
                  FROM %1$ss e
                  JOIN %2$ss o ON o.%1$s_id = e.id
                 WHERE e.deleted = FALSE
                   AND e.city = ?          -- the branch of the user
                   AND o.created_at BETWEEN ? AND ?
                   AND EXISTS (SELECT 1 FROM %2$s_items i WHERE i.%2$s_id = o.id AND i.quantity > 0)
                 GROUP BY e.id, e.name, e.city
                HAVING COUNT(o.id) > ?
                 ORDER BY latest_%3$d DESC
                 LIMIT 50
                """.formatted(entity, other, i);
    }

    private static String report(String entity, String other, int i) {
        return """
                WITH recent AS (SELECT %1$s_id, SUM(amount) AS total FROM %2$ss WHERE booked_on >= DATE '2026-01-%3$02d'
                GROUP BY %1$s_id) SELECT r.%1$s_id, COALESCE(e.name, 'unknown') AS name, r.total,
                ROUND(r.total / NULLIF(SUM(r.total) OVER (), 0) * 100, 2) AS share, CASE WHEN r.total > 10000 THEN 'large'
                WHEN r.total > 1000 THEN 'medium' ELSE 'small' END AS size FROM recent r LEFT JOIN %1$ss e
                ON e.id = r.%1$s_id ORDER BY r.total DESC""".formatted(entity, other, i);
    }

    private static String literals(String entity, int i) {
        StringBuilder text =
                new StringBuilder("SELECT id, label FROM " + entity + "_labels WHERE language = 'en' AND ");
        text.append("note <> 'Bill''s note no. ").append(i).append(": not to be shown to customers' AND id IN (");
        for (int id = 0; id < 40; id++) {
            text.append(id == 0 ? "" : ", ").append(7919 * (id + i));
        }
        return text + ") ORDER BY label";
    }
}
