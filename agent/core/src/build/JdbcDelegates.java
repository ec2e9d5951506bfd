// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the JDBC classes that only hand a call on, so that the methods with behaviour of their own are the only ones
 * written by hand. Run by the build: {@code java JdbcDelegates.java OUTPUT-DIRECTORY}.
 *
 * <p>Each method takes its object from {@code target()} and gives an error to {@code failed(SQLException)}, which
 * throws it, or returns where another server has taken over and the call is to be made again. What rows hand out goes
 * through {@code handedOut(value)}. Setters of parameters record themselves, so that a statement can be prepared again
 * on another server. Methods that may not throw {@code SQLException} are left to the subclass.
 */
final class JdbcDelegates {

    private static final String PACKAGE = "replicated.jdbc";

    /** Parameters that are read once, or live on one server: they cannot be set a second time. */
    private static final Set<String> READ_ONCE = Set.of(
            "setAsciiStream",
            "setUnicodeStream",
            "setBinaryStream",
            "setCharacterStream",
            "setNCharacterStream",
            "setBlob",
            "setClob",
            "setNClob",
            "setRef",
            "setSQLXML");

    /** What rows hand out may need the connection it came from for longer than the rows are open. */
    private static final Set<Class<?>> MAY_OUTLIVE_ROWS = Set.of(
            Array.class,
            Blob.class,
            Clob.class,
            InputStream.class,
            NClob.class,
            Object.class,
            Reader.class,
            Ref.class,
            SQLXML.class);

    /** Parameters that are kept without an object. */
    private static final Set<String> KEPT_AS_NUMBERS = Set.of("setInt", "setLong");

    private JdbcDelegates() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0], PACKAGE.replace('.', '/'));
        Files.createDirectories(directory);
        write(directory, Connection.class, null);
        write(directory, Statement.class, null);
        write(directory, PreparedStatement.class, "RoutedStatement");
        write(directory, CallableStatement.class, "RoutedPreparedStatement");
        write(directory, ResultSet.class, null);
        write(directory, DatabaseMetaData.class, null);
    }

    private static void write(Path directory, Class<?> type, String parent) throws IOException {
        String name = type.getSimpleName() + "Delegate";
        StringBuilder source = new StringBuilder();
        source.append("package ").append(PACKAGE).append(";\n\n");
        source.append("/** Generated: hands every call of {@link ")
                .append(type.getName())
                .append("} on. */\n");
        source.append("@SuppressWarnings({\"deprecation\", \"overloads\"})\n");
        // JDBC does not say in its types what may be null.
        source.append("@org.jspecify.annotations.NullUnmarked\n");
        source.append("abstract class ").append(name);
        source.append(parent == null ? "" : " extends " + parent);
        source.append(" implements ").append(type.getName()).append(" {\n\n");
        if (parent == null) {
            source.append("    abstract ").append(type.getName()).append(" target() throws java.sql.SQLException;\n\n");
            source.append("    abstract void failed(java.sql.SQLException error) throws java.sql.SQLException;\n");
        } else {
            String arguments = parent.equals("RoutedStatement")
                    ? "InspectingConnection connection, replicated.sql.Verdict verdict, StatementOptions options"
                    : "InspectingConnection connection, String sql, replicated.sql.Verdict verdict, StatementOptions options";
            source.append("    ").append(name).append("(").append(arguments).append(") {\n");
            source.append("        super(")
                    .append(Arrays.stream(arguments.split(", "))
                            .map(argument -> argument.substring(argument.indexOf(' ') + 1))
                            .collect(Collectors.joining(", ")))
                    .append(");\n    }\n\n");
            source.append("    @Override\n    abstract ").append(type.getName());
            source.append(" target() throws java.sql.SQLException;\n");
        }
        if (type == PreparedStatement.class) {
            source.append("\n    abstract boolean recording();\n");
            source.append("\n    abstract void record(int index, Parameter parameter);\n");
            source.append("\n    abstract void record(int index, int value);\n");
            source.append("\n    abstract void record(int index, long value);\n");
            source.append("\n    abstract void readOnce(int index) throws java.sql.SQLException;\n");
        }
        if (type == ResultSet.class) {
            source.append("\n    abstract <T> T handedOut(T value);\n");
        }
        if (type == DatabaseMetaData.class) {
            source.append(
                    "\n    abstract java.sql.ResultSet rows(java.sql.ResultSet rows) throws java.sql.SQLException;\n");
        }
        List<Method> methods = Arrays.stream(parent == null ? type.getMethods() : type.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .filter(method -> Arrays.asList(method.getExceptionTypes()).contains(SQLException.class))
                .sorted((one, other) -> one.toGenericString().compareTo(other.toGenericString()))
                .toList();
        for (Method method : methods) {
            source.append(forward(type, method));
        }
        source.append("}\n");
        Files.writeString(directory.resolve(name + ".java"), source);
    }

    private static String forward(Class<?> type, Method method) {
        boolean setter = type == PreparedStatement.class && method.getName().startsWith("set");
        boolean readOnce = READ_ONCE.contains(method.getName());
        boolean perhapsReadOnce = setter && method.getParameterTypes()[1] == Object.class;
        String call = "target()." + method.getName() + "(" + arguments(method, false) + ")";
        if (type == DatabaseMetaData.class && method.getReturnType() == ResultSet.class) {
            call = "rows(" + call + ")";
        }
        if (type == ResultSet.class && MAY_OUTLIVE_ROWS.contains(method.getReturnType())) {
            call = "handedOut(" + call + ")";
        }
        StringBuilder source = new StringBuilder("\n    @Override\n    public ");
        source.append(typeParameters(method))
                .append(method.getGenericReturnType().getTypeName())
                .append(' ')
                .append(method.getName())
                .append('(')
                .append(parameters(method))
                .append(") throws java.sql.SQLException {\n");
        if (setter && readOnce) {
            source.append("        readOnce(p0);\n");
        } else if (perhapsReadOnce) {
            source.append("        boolean once = Parameter.isReadOnce(p1);\n");
            source.append("        if (once) {\n            readOnce(p0);\n        }\n");
        }
        boolean returns = method.getReturnType() != void.class;
        source.append("        while (true) {\n            try {\n                ")
                .append(returns ? "return " : "")
                .append(call)
                .append(";\n")
                .append(returns ? "" : "                break;\n")
                .append("            } catch (java.sql.SQLException error) {\n")
                .append("                failed(error);\n            }\n        }\n");
        if (setter && !readOnce) {
            source.append(record(method, perhapsReadOnce ? "!once && recording()" : "recording()"));
        }
        return source.append("    }\n").toString();
    }

    /** The call again, on the statement of another server; what the application may change meanwhile is copied. */
    private static String record(Method method, String condition) {
        StringBuilder source = new StringBuilder("        if (" + condition + ") {\n");
        if (KEPT_AS_NUMBERS.contains(method.getName())) {
            return source.append("            record(p0, p1);\n        }\n").toString();
        }
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (isMutable(types[i])) {
                source.append("            ")
                        .append(types[i].getTypeName())
                        .append(" copy" + i + " = Parameter.copy(p" + i + ");\n");
            }
        }
        return source.append("            record(p0, statement -> statement.")
                .append(method.getName())
                .append("(")
                .append(arguments(method, true))
                .append("));\n        }\n")
                .toString();
    }

    private static boolean isMutable(Class<?> type) {
        return type == Object.class
                || type == byte[].class
                || java.util.Date.class.isAssignableFrom(type)
                || java.util.Calendar.class.isAssignableFrom(type);
    }

    private static String arguments(Method method, boolean copied) {
        Class<?>[] types = method.getParameterTypes();
        return IntStream.range(0, types.length)
                .mapToObj(i -> (copied && isMutable(types[i]) ? "copy" : "p") + i)
                .collect(Collectors.joining(", "));
    }

    private static String parameters(Method method) {
        Type[] types = method.getGenericParameterTypes();
        return IntStream.range(0, types.length)
                .mapToObj(i -> types[i].getTypeName() + " p" + i)
                .collect(Collectors.joining(", "));
    }

    private static String typeParameters(Method method) {
        TypeVariable<Method>[] variables = method.getTypeParameters();
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(TypeVariable::getName).collect(Collectors.joining(", ", "<", "> "));
    }
}
