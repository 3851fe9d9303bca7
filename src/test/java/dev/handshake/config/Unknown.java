package dev.handshake.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in an object of Kubernetes and is no field of its kind: a slip of the pen. */
final class Unknown {
  private static final String MODELS = "io.fabric8.";
  private static final String REST = "getAdditionalProperties";

  private Unknown() {}

  /** The paths of unknown fields in an object that Jackson has read. */
  static List<String> fields(Object read) {
    return in(read, "").toList();
  }

  private static Stream<String> in(@Nullable Object value, String path) {
    return switch (value) {
      case null -> Stream.empty();
      case List<?> list ->
          IntStream.range(0, list.size())
              .boxed()
              .flatMap(index -> in(list.get(index), path + "[" + index + "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(entry -> in(entry.getValue(), path + "." + entry.getKey()));
      case Object model when model.getClass().getName().startsWith(MODELS) ->
          getters(model.getClass()).flatMap(getter -> of(model, getter, path));
      default -> Stream.empty();
    };
  }

  private static Stream<String> of(Object model, Method getter, String path) {
    @Nullable Object value = call(model, getter);
    if (getter.getName().equals(REST)) {
      return value instanceof Map<?, ?> rest
          ? rest.keySet().stream().map(key -> path + "." + key)
          : Stream.empty();
    }
    String name = getter.getName().substring("get".length());
    return in(
        value, path + "." + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
  }

  private static Stream<Method> getters(Class<?> model) {
    return Arrays.stream(model.getMethods())
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> method.getName().startsWith("get"))
        .filter(method -> !method.getDeclaringClass().equals(Object.class));
  }

  private static @Nullable Object call(Object model, Method getter) {
    try {
      return getter.invoke(model);
    } catch (IllegalAccessException | InvocationTargetException failure) {
      throw new LinkageError(getter.toString(), failure);
    }
  }
}
