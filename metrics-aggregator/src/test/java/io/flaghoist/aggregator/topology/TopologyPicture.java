package io.flaghoist.aggregator.topology;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/** Draws what {@code Topology#describe} tells, for the README. */
final class TopologyPicture {
    private TopologyPicture() {}

    /** In the language of Mermaid; the same for the same topology. */
    static String of(TopologyDescription description) {
        var lines = new TreeSet<String>();
        for (TopologyDescription.Subtopology part : description.subtopologies()) {
            for (Node node : part.nodes()) {
                draw(node, lines);
            }
        }
        return "flowchart LR\n    " + String.join("\n    ", lines) + "\n";
    }

    private static void draw(Node node, Set<String> lines) {
        String name = node.name();
        if (node instanceof Source source) {
            for (String topic : new TreeSet<>(source.topicSet())) {
                lines.add("%s[(%s)] --> %s".formatted(topic, topic, name));
            }
        }
        if (node instanceof Sink sink) {
            lines.add("%s-sink --> %s[(%s)]".formatted(name, sink.topic(), sink.topic()));
        }
        if (node instanceof Processor processor) {
            for (String store : new TreeSet<>(processor.stores())) {
                lines.add("%s <-.-> %s[/%s/]".formatted(name, store, store));
            }
        }
        List<Node> next =
                node.successors().stream().sorted(Comparator.comparing(Node::name)).toList();
        for (Node successor : next) {
            String to = successor.name() + (successor instanceof Sink ? "-sink" : "");
            lines.add("%s --> %s".formatted(name, to));
        }
    }
}
