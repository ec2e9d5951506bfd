// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.List;

/** The application's own base of its loaders, for whatever map. */
abstract class MapLoaderBase<K, V> implements com.hazelcast.map.MapLoader<K, V>, org.redisson.api.map.MapLoader<K, V> {

    @Override
    public Iterable<K> loadAllKeys() {
        return List.of();
    }
}
