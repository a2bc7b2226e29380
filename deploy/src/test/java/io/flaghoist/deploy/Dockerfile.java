package io.flaghoist.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The instructions of a Dockerfile, by stage, as far as running what it describes needs them. */
final class Dockerfile {
    private final Map<String, List<Instruction>> stages = new LinkedHashMap<>();

    /** {@code RUN} and the like, with what follows; continued lines are one. */
    private record Instruction(String name, String rest) {}

    private Dockerfile() {}

    static Dockerfile read(Path file) throws IOException {
        var dockerfile = new Dockerfile();
        List<Instruction> stage = new ArrayList<>(); // before the first FROM: only ARGs
        for (Instruction instruction : instructions(Files.readAllLines(file))) {
            if (instruction.name().equals("FROM")) {
                String[] words = instruction.rest().split(" +", -1);
                stage = new ArrayList<>(dockerfile.stages.getOrDefault(words[0], List.of()));
                dockerfile.stages.put(words[2], stage);
            } else {
                stage.add(instruction);
            }
        }
        return dockerfile;
    }

    private static List<Instruction> instructions(List<String> lines) {
        var instructions = new ArrayList<Instruction>();
        var open = new StringBuilder();
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            boolean continues = text.endsWith("\\");
            open.append(continues ? text.substring(0, text.length() - 1) : text);
            if (!continues) {
                String[] parts = open.toString().split(" +", 2);
                instructions.add(new Instruction(parts[0], parts[1]));
                open.setLength(0);
            }
        }
        return instructions;
    }

    /** The exec form of a stage's last {@code ENTRYPOINT} or {@code CMD}; empty when absent. */
    List<String> execForm(String stage, String instruction) {
        return all(stage, instruction).stream().reduce((first, last) -> last).stream()
                .flatMap(json -> words(json).stream())
                .toList();
    }

    /** The command of a stage's health check, which must be in exec form. */
    List<String> healthCheck(String stage) {
        String check = all(stage, "HEALTHCHECK").getLast();
        return words(check.substring(check.indexOf(" CMD ") + " CMD ".length()));
    }

    Map<String, String> environment(String stage) {
        var environment = new LinkedHashMap<String, String>();
        for (String variables : all(stage, "ENV")) {
            for (String variable : variables.split(" +", -1)) {
                String[] nameAndValue = variable.split("=", 2);
                environment.put(nameAndValue[0], nameAndValue[1]);
            }
        }
        return environment;
    }

    /** What follows an instruction's name, in every place where a stage has it or inherits it. */
    List<String> all(String stage, String instruction) {
        return stages.getOrDefault(stage, List.of()).stream()
                .filter(one -> one.name().equals(instruction))
                .map(Instruction::rest)
                .toList();
    }

    private static List<String> words(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not in exec form: " + json, e);
        }
    }
}
