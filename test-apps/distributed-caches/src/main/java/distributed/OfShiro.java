// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.Set;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.credential.AllowAllCredentialsMatcher;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.cache.MemoryConstrainedCacheManager;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.subject.PrincipalCollection;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Shiro keeps of users: here a role, and a password, that is the hits of a counter. */
@Configuration
class OfShiro {

    private static final class Realm extends AuthorizingRealm {

        private final Counters counters;

        Realm(Counters counters) {
            super(new MemoryConstrainedCacheManager(), new AllowAllCredentialsMatcher());
            this.counters = counters;
            setAuthenticationTokenClass(Token.class);
            setAuthenticationCachingEnabled(true);
            init();
        }

        @Override
        protected AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
            return new SimpleAuthorizationInfo(Set.of("" + counters.hits(principals.oneByType(Long.class))));
        }

        @Override
        protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
            return new SimpleAuthenticationInfo(
                    token.getPrincipal(), counters.hits((Long) token.getPrincipal()), getName());
        }

        int role(long id) {
            return Integer.parseInt(
                    getAuthorizationInfo(user(id)).getRoles().iterator().next());
        }

        int password(long id) {
            return (Integer) getAuthenticationInfo(new Token(id)).getCredentials();
        }

        void forget(long id) {
            clearCache(user(id));
        }

        private PrincipalCollection user(long id) {
            return new SimplePrincipalCollection(id, getName());
        }
    }

    private record Token(Long getPrincipal) implements AuthenticationToken {

        @Override
        public Object getCredentials() {
            return getPrincipal;
        }
    }

    private final Realm realm;

    OfShiro(Counters counters) {
        realm = new Realm(counters);
    }

    @Bean
    Cached shiroRole() {
        return new Cached(realm::role, realm::forget);
    }

    @Bean
    Cached shiroPassword() {
        return new Cached(realm::password, realm::forget);
    }
}
