package dev.handshake.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is refused, with everything that is wrong in it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 100;

  @SuppressWarnings("serial")
  private final List<ConfigError> errors;

  ConfigException(List<ConfigError> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  /** All mistakes in the order of their lines, at least one. */
  public List<ConfigError> errors() {
    return errors;
  }

  /** One mistake a line; of very many the first hundred. */
  private static String message(List<ConfigError> errors) {
    String shown =
        errors.stream().limit(SHOWN).map(ConfigError::toString).collect(Collectors.joining("\n"));
    int rest = errors.size() - SHOWN;
    return rest > 0 ? shown + "\nand " + rest + " more" : shown;
  }
}
