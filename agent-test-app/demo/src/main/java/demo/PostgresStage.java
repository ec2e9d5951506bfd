// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** A PostgreSQL primary and two streaming standbys. */
final class PostgresStage implements Stage {
    private static final Pattern WRITE =
            Pattern.compile("(?is)\\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE|MERGE)\\b.*");

    private final PostgresCluster cluster;

    PostgresStage() {
        cluster = PostgresCluster.builder()
                .standbys(2)
                .progress(line -> System.out.println("  " + line))
                .start();
    }

    PostgresCluster cluster() {
        return cluster;
    }

    @Override
    public String description() {
        return "PostgreSQL: a primary and two streaming standbys.";
    }

    @Override
    public List<String> urls() {
        return cluster.servers().stream().map(Server::jdbcUrl).toList();
    }

    @Override
    public String user() {
        return Cluster.USER;
    }

    @Override
    public String password() {
        return Cluster.PASSWORD;
    }

    @Override
    public String nameOf(String servedBy) {
        return cluster.servers().stream()
                .filter(server -> servedBy.equals(Integer.toString(server.port())))
                .map(Server::name)
                .findFirst()
                .orElse(servedBy);
    }

    @Override
    public void freeze() {
        cluster.awaitCaughtUp();
        cluster.standbys().forEach(Server::pauseReplay);
    }

    @Override
    public void thaw() {
        cluster.standbys().forEach(Server::resumeReplay);
        cluster.awaitCaughtUp();
    }

    @Override
    public void kill(int replica) {
        cluster.standby(replica - 1).kill();
    }

    @Override
    public void start(int replica) {
        cluster.standby(replica - 1).start();
        cluster.awaitCaughtUp();
    }

    @Override
    public Optional<List<String>> writesLoggedByReplicas() {
        return Optional.of(cluster.standbys().stream()
                .flatMap(standby -> standby.statementsLogged().stream()
                        .filter(statement -> WRITE.matcher(statement.text()).matches())
                        .map(statement -> standby.name() + ": " + statement.text()))
                .toList());
    }

    @Override
    public void close() {
        cluster.close();
    }
}
