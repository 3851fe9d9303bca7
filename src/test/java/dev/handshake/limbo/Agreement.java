package dev.handshake.limbo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How one validator judged the cases of the corpus. */
record Agreement(
    String judge, int cases, List<LimboCase> wrongAccepts, List<LimboCase> wrongRejects) {
  static Agreement of(Judge judge, List<LimboCase> cases) throws IOException {
    List<LimboCase> accepts = new ArrayList<>();
    List<LimboCase> rejects = new ArrayList<>();
    for (LimboCase each : cases) {
      boolean accepted = judge.accepts(each);
      if (accepted && !each.acceptable()) {
        accepts.add(each);
      } else if (!accepted && each.acceptable()) {
        rejects.add(each);
      }
    }
    return new Agreement(judge.name(), cases.size(), accepts, rejects);
  }

  List<String> wrongAccepts(String pedantry) {
    return wrongAccepts.stream()
        .filter(each -> each.pedantry().equals(pedantry))
        .map(LimboCase::id)
        .toList();
  }

  String report() {
    StringBuilder text = new StringBuilder();
    int wrong = wrongAccepts.size() + wrongRejects.size();
    text.append(
        "%s: %d of %d right, %d wrongly accepted, %d wrongly rejected%n"
            .formatted(judge, cases - wrong, cases, wrongAccepts.size(), wrongRejects.size()));
    TreeMap<String, List<String>> byTag = new TreeMap<>();
    wrongAccepts.forEach(
        each -> byTag.computeIfAbsent(each.pedantry(), _ -> new ArrayList<>()).add(each.id()));
    byTag.forEach((tag, ids) ->
        text.append("  accepted, tag %s: %s%n".formatted(tag, String.join(", ", ids))));
    if (!wrongRejects.isEmpty()) {
      text.append(
          "  rejected: %s%n"
              .formatted(String.join(", ", wrongRejects.stream().map(LimboCase::id).toList())));
    }
    return text.toString();
  }
}
