package dev.handshake;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that runs programs of the system. Where one is absent the test is skipped and says so; on
 * CI, where {@code CI=true}, it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Present.class)
public @interface RequiresProgram {
  /**
   * The programs' names, as a shell would look for them, and absolute paths of files that they
   * load.
   */
  String[] value();

  /** The check that they are there. */
  class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      List<String> absent =
          AnnotationSupport.findAnnotation(context.getElement(), RequiresProgram.class).stream()
              .flatMap(required -> Arrays.stream(required.value()))
              .filter(program -> !present(program))
              .toList();
      if (absent.isEmpty()) {
        return ConditionEvaluationResult.enabled("all programs are there");
      }
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException("programs that CI lacks: " + absent);
      }
      return ConditionEvaluationResult.disabled("programs not installed: " + absent);
    }

    private static boolean present(String program) {
      if (program.startsWith("/")) {
        return Files.isReadable(Path.of(program));
      }
      String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
      return Arrays.stream(path.split(File.pathSeparator))
          .map(directory -> Path.of(directory, program))
          .anyMatch(Files::isExecutable);
    }
  }
}
