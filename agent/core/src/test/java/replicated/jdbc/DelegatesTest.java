// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A JDBC method that we forget, or that a later JDK adds with a default, would bypass the driver: none may be left out.
 */
class DelegatesTest {

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(Connection.class, RoutedConnection.class),
                Arguments.of(Statement.class, RoutedStatement.class),
                Arguments.of(PreparedStatement.class, RoutedPreparedStatement.class),
                Arguments.of(CallableStatement.class, RoutedCallableStatement.class),
                Arguments.of(ResultSet.class, RoutedResultSet.class),
                Arguments.of(DatabaseMetaData.class, RoutedMetaData.class));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyMethodOfTheInterfaceIsOurs(Class<?> jdbc, Class<?> ours) {
        assertThat(Stream.of(jdbc.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !isOverridden(method, ours)))
                .as("methods of %s that fall through to a default", jdbc.getSimpleName())
                .isEmpty();
    }

    private static boolean isOverridden(Method method, Class<?> ours) {
        try {
            return !ours.getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
