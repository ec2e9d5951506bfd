// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Driver;
import java.util.Map;
import java.util.Set;

/** What a database's JDBC URLs mean, and what its drivers have to be told. Stateless. */
public interface UrlRules {

    /** Of a database of which nothing is known: its URL is taken as it is. */
    UrlRules UNKNOWN = new UrlRules() {};

    /** Names that drivers have for where a connection leads, and for sockets that lead elsewhere. */
    Set<String> SERVER_PARAMETERS = Set.of(
            "host",
            "hosts",
            "server",
            "serverName",
            "serverNames",
            "port",
            "portNumber",
            "portNumbers",
            "instance",
            "instanceName",
            "serviceName",
            "url",
            "service",
            "socketFactory",
            "socketFactoryArg",
            "socketFactoryClass",
            "socketFactoryConstructorArg",
            "cloudSqlInstance",
            "alloydbInstanceName");

    /**
     * The parameters in a URL.
     *
     * @param url JDBC URL of this dialect
     * @return by name, in their order, to be changed by the caller; empty where URLs are written otherwise
     */
    default Map<String, String> parameters(String url) {
        return UrlQuery.none();
    }

    /**
     * User and password that a URL names otherwise than by parameters.
     *
     * @param url JDBC URL of this dialect, without drivers that stand before the database's own
     * @return {@code user} and {@code password}; empty: none
     */
    default Map<String, String> login(String url) {
        return Map.of();
    }

    /**
     * Parameters and driver properties that name the role of the server to connect to, or spread over servers: true of
     * the primary, wrong on a replica.
     *
     * @return their names; letters count in either case
     */
    default Set<String> parametersOfThePrimary() {
        return Set.of("applicationIntent", "failoverPartner");
    }

    /**
     * Parameters and driver properties that say which server is meant: true of the primary, wrong on a replica.
     *
     * @return their names beside those of {@link #SERVER_PARAMETERS}; letters count in either case
     */
    default Set<String> parametersOfTheServer() {
        return Set.of();
    }

    /**
     * Properties that name the database: a replica's own URL says it mostly.
     *
     * @return their names; letters count in either case
     */
    default Set<String> parametersOfTheDatabase() {
        return Set.of("database", "databaseName", "dbname");
    }

    /**
     * Time-outs that applications hardly ever set: without them a server that accepts connections and never answers
     * holds a thread for ever. {@code socketTimeout}, where it is among them, is lifted once the connection is made.
     *
     * @param inMillis whether a driver that stands before the database's own counts in milliseconds
     * @return driver properties by name
     */
    default Map<String, String> timeouts(boolean inMillis) {
        return Map.of();
    }

    /**
     * Whether a statement can name any database of its server, whichever the URL names.
     *
     * @return {@code false} where a connection is in one database
     */
    default boolean statementsReachOtherDatabases() {
        return false;
    }

    /**
     * Whether what a URL names is a place, where no two databases are, and not a name that a replica's URL shares.
     *
     * @return {@code true} for files and memory
     */
    default boolean namesAPlace() {
        return false;
    }

    /**
     * The port of a server for which a URL names none, where servers are beside the point otherwise.
     *
     * @return 0: as for all URLs of its kind
     */
    default int port() {
        return 0;
    }

    /**
     * A database in one way of writing, where there are several.
     *
     * @param database as it stands in a URL
     * @return without what may be left out
     */
    default String plainName(String database) {
        return database;
    }

    /**
     * What makes a driver connect to an address although the URL names a host, whose name the server's certificate has
     * to bear.
     *
     * @param address IP address, without brackets
     * @param parameters those of the URL and all other driver properties, by name
     * @param driver of the application
     * @return driver properties; empty where the name does not matter, or there is no such way: then the URL has to
     *     name the address
     */
    default Map<String, String> leadingTo(String address, Map<String, String> parameters, Driver driver) {
        return Map.of();
    }

    /**
     * What tells a server who its client is.
     *
     * @param name of the client: letters and hyphens
     * @return driver properties, each of which may also be a parameter of a URL; empty where there is no such way
     */
    default Map<String, String> clientName(String name) {
        return Map.of();
    }
}
