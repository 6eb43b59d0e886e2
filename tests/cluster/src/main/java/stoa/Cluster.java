package stoa;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Real nodes on the loopback interface, in one process. Arguments: a folder for their data, then
 * for each node its ports, as HTTP:TRANSPORT.
 *
 * <p>Reads commands, one a line, and answers each with one line: "stop N" and "start N" for a node
 * counted from 0; the end of the input stops everything.
 */
public final class Cluster {
  /** Short, so that a test can fill it. */
  private static final int WRITE_QUEUE = 20;

  private Cluster() {}

  public static void main(final String[] args) throws IOException {
    final int nodes = args.length - 1;
    final List<String> seeds = new ArrayList<>();
    for (int number = 1; number <= nodes; number++) {
      seeds.add("127.0.0.1:" + args[number].split(":")[1]);
    }
    try (OpenSearchRunner runner = new OpenSearchRunner()) {
      runner.onBuild(
          (number, settings) -> {
            final String[] ports = args[number].split(":");
            settings.put("http.port", ports[0]);
            settings.put("transport.port", ports[1]);
            settings.putList("discovery.seed_hosts", seeds);
            settings.put("discovery.initial_state_timeout", "0s");
            settings.putList("cluster.initial_cluster_manager_nodes", "Node 1");
            settings.put("network.host", "127.0.0.1");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            settings.put("cluster.routing.rebalance.enable", "none");
            settings.put("thread_pool.write.queue_size", WRITE_QUEUE);
          });
      runner.build(
          OpenSearchRunner.newConfigs()
              .basePath(args[0])
              .clusterName("stoa-tests")
              .numOfNode(nodes)
              .disableESLogger());
      runner.ensureGreen();
      say("ready");
      obey(runner);
    }
    System.exit(0);
  }

  private static void obey(final OpenSearchRunner runner) throws IOException {
    final BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      final String[] words = line.trim().split(" ");
      final int node = Integer.parseInt(words[1]);
      if (words[0].equals("stop")) {
        runner.getNode(node).close();
      } else {
        runner.startNode(node);
      }
      say("done " + line);
    }
  }

  private static void say(final String line) {
    System.out.println("stoa: " + line);
    System.out.flush();
  }
}
