// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package providers;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceProvider;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

/** A provider with a cache that all its entity managers share. */
abstract class Provider {

    private final EntityManagerFactory factory;

    Provider(
            DataSource dataSource,
            Class<? extends PersistenceProvider> provider,
            Map<String, ?> properties,
            List<String> entities) {
        LocalContainerEntityManagerFactoryBean made = new LocalContainerEntityManagerFactoryBean();
        made.setPersistenceUnitName(provider.getSimpleName());
        made.setPersistenceProviderClass(provider);
        made.setDataSource(dataSource);
        made.setManagedTypes(PersistenceManagedTypes.of(entities, List.of()));
        made.setJpaPropertyMap(properties);
        made.afterPropertiesSet();
        factory = made.getObject();
    }

    final EntityManagerFactory factory() {
        return factory;
    }

    /** Reads, and changes what it has read, in a transaction. */
    final int change(ToIntFunction<EntityManager> change) {
        return read(manager -> {
            manager.getTransaction().begin();
            int answer = change.applyAsInt(manager);
            manager.getTransaction().commit();
            return answer;
        });
    }

    /** Reads without a transaction. */
    final int read(ToIntFunction<EntityManager> read) {
        EntityManager manager = factory.createEntityManager();
        try {
            return read.applyAsInt(manager);
        } finally {
            manager.close();
        }
    }
}
