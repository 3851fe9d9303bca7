package dev.handshake.alerts;

/** One rule of a file for Prometheus. */
sealed interface Rule {
  /** The expression in PromQL, over one or more lines. */
  String expression();

  /**
   * A series that is kept under a name {@code level:metric:operations}.
   *
   * @param about what it says, and why it is so
   */
  record Recording(String name, String about, String expression) implements Rule {
    public Recording {
      expression = expression.strip();
    }
  }

  /**
   * What somebody is told.
   *
   * @param cause what is wrong in one word, the same for all alerts of one cause; may be a template
   * @param patience how long the expression must hold, such as {@code 3m}; empty for at once
   * @param summary one sentence
   * @param description a template, over one or more lines that are joined
   * @param page of the runbook; may be a template
   */
  record Alert(
      String name,
      Severity severity,
      Kind kind,
      String cause,
      String expression,
      String patience,
      String summary,
      String description,
      String page,
      Board board)
      implements Rule {
    public Alert {
      expression = expression.strip();
      description = description.strip();
    }
  }

  /** How soon somebody has to act: tonight, this week, when there is time. */
  enum Severity {
    CRITICAL,
    WARNING,
    INFO
  }

  /** What an alert is about; Alertmanager silences the effects of a cause by it. */
  enum Kind {
    /** Probes of a target fail, for one reason. */
    FAILURE,
    /** Something ends, or has. */
    EXPIRY,
    /** A target works, and is not as it should be. */
    POSTURE,
    /** A target is slow. */
    LATENCY,
    /** An effect of something else, which has an alert of its own. */
    SYMPTOM,
    /** The platform and a gateway do not accept each other, or will not after a rotation. */
    READINESS,
    /** Something is another than it was, which somebody may have to follow. */
    CHANGE,
    /** What the platform's API is asked for, and does not say. */
    SOURCE,
    /** The agent itself. */
    AGENT
  }

  /** The dashboard that shows more. */
  enum Board {
    TARGET("handshake-target?var-target={{ $labels.target | urlquery }}"),
    OVERVIEW("handshake-overview"),
    GENESYS(
        "handshake-genesys{{ with $labels.organization }}?var-organization={{ . | urlquery }}{{ end }}"),
    AGENT("handshake-agent?var-instance={{ $labels.instance | urlquery }}");

    private final String path;

    Board(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }
}
