// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.acls.domain.AclAuthorizationStrategy;
import org.springframework.security.acls.domain.DefaultPermissionGrantingStrategy;
import org.springframework.security.acls.domain.ObjectIdentityImpl;
import org.springframework.security.acls.domain.SpringCacheBasedAclCache;
import org.springframework.security.acls.jdbc.BasicLookupStrategy;
import org.springframework.security.acls.model.ObjectIdentity;
import org.springframework.security.authentication.CachingUserDetailsService;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.AbstractUserDetailsAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.cache.SpringCacheBasedUserCache;

/** What Spring Security keeps: here users whose password, and lists whose permission, is the hits of a counter. */
@Configuration
class OfSpringSecurity {

    /** Lets everybody in. */
    private static final class Provider extends AbstractUserDetailsAuthenticationProvider {

        private final Counters counters;

        Provider(Counters counters) {
            this.counters = counters;
        }

        @Override
        protected UserDetails retrieveUser(String name, UsernamePasswordAuthenticationToken token) {
            return user(counters, name);
        }

        @Override
        protected void additionalAuthenticationChecks(UserDetails user, UsernamePasswordAuthenticationToken token) {}

        int password(long id) {
            return OfSpringSecurity.password(
                    (UserDetails) authenticate(new UsernamePasswordAuthenticationToken("" + id, ""))
                            .getPrincipal());
        }
    }

    private final Counters counters;

    OfSpringSecurity(Counters counters) {
        this.counters = counters;
    }

    private static UserDetails user(Counters counters, String name) {
        return new User(name, "" + counters.hits(Long.parseLong(name)), List.of());
    }

    private static int password(UserDetails user) {
        return Integer.parseInt(user.getPassword());
    }

    @Bean
    Cached securityUser() {
        SpringCacheBasedUserCache cache = new SpringCacheBasedUserCache(new ConcurrentMapCache("users"));
        CachingUserDetailsService users = new CachingUserDetailsService(name -> user(counters, name));
        users.setUserCache(cache);
        return new Cached(id -> password(users.loadUserByUsername("" + id)), id -> cache.removeUserFromCache("" + id));
    }

    @Bean
    Cached securityLogin() {
        SpringCacheBasedUserCache cache = new SpringCacheBasedUserCache(new ConcurrentMapCache("logins"));
        Provider provider = new Provider(counters);
        provider.setUserCache(cache);
        return new Cached(provider::password, id -> cache.removeUserFromCache("" + id));
    }

    /** Without a cache. */
    @Bean
    Cached securityUncached() {
        return new Cached(new Provider(counters)::password, id -> {});
    }

    @Bean
    Cached securityList(DataSource dataSource, JdbcTemplate jdbc) {
        jdbc.execute("""
                CREATE TABLE IF NOT EXISTS acl_sid (id BIGINT PRIMARY KEY, principal BOOLEAN, sid TEXT);
                INSERT INTO acl_sid VALUES (1, true, 'anna') ON CONFLICT DO NOTHING;
                CREATE TABLE IF NOT EXISTS acl_class (id BIGINT PRIMARY KEY, class TEXT);
                INSERT INTO acl_class VALUES (1, 'counter') ON CONFLICT DO NOTHING;
                CREATE OR REPLACE VIEW acl_object_identity AS
                  SELECT id, 1::bigint AS object_id_class, id::text AS object_id_identity, NULL::bigint AS parent_object,
                    1::bigint AS owner_sid, true AS entries_inheriting FROM counter;
                CREATE OR REPLACE VIEW acl_entry AS
                  SELECT id, id AS acl_object_identity, 0 AS ace_order, 1::bigint AS sid, hits AS mask, true AS granting,
                    false AS audit_success, false AS audit_failure FROM counter;
                """);
        AclAuthorizationStrategy anybody = (acl, change) -> {};
        SpringCacheBasedAclCache cache = new SpringCacheBasedAclCache(
                new ConcurrentMapCache("lists"),
                new DefaultPermissionGrantingStrategy((granted, entry) -> {}),
                anybody);
        BasicLookupStrategy lists = new BasicLookupStrategy(
                dataSource, cache, anybody, new DefaultPermissionGrantingStrategy((granted, entry) -> {}));
        return new Cached(
                id -> {
                    ObjectIdentity list = new ObjectIdentityImpl("counter", id);
                    return lists.readAclsById(List.of(list), List.of())
                            .get(list)
                            .getEntries()
                            .get(0)
                            .getPermission()
                            .getMask();
                },
                id -> cache.evictFromCache(new ObjectIdentityImpl("counter", id)));
    }
}
