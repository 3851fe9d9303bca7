package dev.handshake.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** The known words as an expectation, with a question if one of them is near. */
  static String oneOf(Collection<String> known, String word) {
    String list = "one of " + String.join(", ", known);
    return to(word, known).map(near -> list + "; did you mean " + near + "?").orElse(list);
  }

  /** The nearest known word, if no more than a third of it differs or it goes on as the word. */
  static Optional<String> to(String word, Collection<String> known) {
    String plain = plain(word);
    return known.stream()
        .filter(candidate -> isNear(plain, plain(candidate)))
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
  }

  private static boolean isNear(String word, String candidate) {
    if (word.length() >= 3 && candidate.startsWith(word)) {
      return true;
    }
    return Math.abs(candidate.length() - word.length()) <= allowed(candidate)
        && distance(word, candidate) <= allowed(candidate);
  }

  private static int allowed(String word) {
    return Math.min(4, Math.max(1, word.length() / 3));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Insertions, deletions and replacements that lead from one word to the other (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
