package io.rpcboot.demo.provider;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.h2.tools.Server;

/** The database as a process of its own. */
final class DatabaseProcess {

    private DatabaseProcess() {}

    /**
     * Runs it until it is killed: {@code jdbc:h2:tcp://127.0.0.1:9092/…}.
     *
     * @param args further options of H2's server, such as {@code -tcpPort 9092} and {@code -baseDir directory}
     */
    static void run(String[] args) throws SQLException, InterruptedException {
        String[] options = new String[args.length + 1];
        options[0] = "-ifNotExists"; // the first server that connects creates the database
        System.arraycopy(args, 0, options, 1, args.length);
        Server.createTcpServer(options).start();
        new CountDownLatch(1).await();
    }
}
