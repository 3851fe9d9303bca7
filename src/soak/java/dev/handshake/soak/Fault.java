package dev.handshake.soak;

import dev.handshake.lab.PlatformFault;
import dev.handshake.soak.Door.Manner;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** What is done to the agent for a while, one after the other. */
enum Fault {
  /** Every third server that lets us in is stopped, and started again. */
  SERVERS_STOPPED {
    @Override
    void begin(Scene scene) {
      scene.doors(Manner.SHUT);
    }
  },
  /** Those servers accept and say nothing. */
  SERVERS_SILENT {
    @Override
    void begin(Scene scene) {
      scene.doors(Manner.SILENT);
    }
  },
  /** Those servers reset each connection. */
  SERVERS_RESETTING {
    @Override
    void begin(Scene scene) {
      scene.doors(Manner.RESETTING);
    }
  },
  /** No name server answers. */
  NAMES_SILENT {
    @Override
    void begin(Scene scene) {
      scene.town().names().silent(true);
    }
  },
  /** The platform's API answers 500. */
  PLATFORM_BROKEN {
    @Override
    void begin(Scene scene) {
      scene.town().platform().faults().everywhere(PlatformFault.status(500));
    }
  },
  /** It does not answer in time. */
  PLATFORM_SLOW {
    @Override
    void begin(Scene scene) {
      scene.town().platform().faults().everywhere(new PlatformFault.Delay(Duration.ofMinutes(1)));
    }
  },
  /** It answers half of what it announces. */
  PLATFORM_CUT_OFF {
    @Override
    void begin(Scene scene) {
      scene.town().platform().faults().everywhere(new PlatformFault.CutOff());
    }
  },
  /** It answers bytes of no format. */
  PLATFORM_GARBAGE {
    @Override
    void begin(Scene scene) {
      scene.town().platform().faults().everywhere(new PlatformFault.Garbage());
    }
  },
  /** The agent's process gets no CPU for some seconds. */
  AGENT_HALTED {
    @Override
    void begin(Scene scene) {
      scene.agent().halt(Duration.ofSeconds(8));
    }
  },
  /** Visitors send what is no request. */
  VISITORS_MALFORMED {
    @Override
    void begin(Scene scene) {
      scene.visitors().misbehave();
    }
  },
  /** Visitors ask for much and do not read it. */
  VISITORS_SLOW {
    @Override
    void begin(Scene scene) {
      scene.visitors().readSlowly();
    }
  },
  /** Certificate and key of an identity are replaced by others. */
  IDENTITY_ROTATED(true) {
    @Override
    void begin(Scene scene) throws IOException {
      scene.town().rotate();
      scene.reload(200);
    }
  },
  /** The configuration is spoilt, refused, and mended. */
  CONFIGURATION_SPOILT(true) {
    @Override
    void begin(Scene scene) throws IOException {
      scene.town().spoil(true);
      scene.reload(500);
    }

    @Override
    void end(Scene scene) throws IOException {
      super.end(scene);
      scene.town().spoil(false);
      scene.reload(200);
    }
  };

  private final boolean reloads;

  Fault() {
    this(false);
  }

  Fault(boolean reloads) {
    this.reloads = reloads;
  }

  /** Those that an agent can be put to. */
  static List<Fault> all(boolean reload) {
    return EnumSet.allOf(Fault.class).stream().filter(fault -> reload || !fault.reloads).toList();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract void begin(Scene scene) throws IOException;

  /** Everything is as it should be again. */
  void end(Scene scene) throws IOException {
    scene.mend();
  }
}
