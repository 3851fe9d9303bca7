# The agent, with a Java runtime of its own, a user without rights, and nothing to write to.
#   mvn -q -DskipTests package
#   docker build -t handshake-exporter .
#   docker run --read-only -v ./config:/etc/handshake:ro -p 127.0.0.1:10219:10219 handshake-exporter
FROM eclipse-temurin:25.0.3_9-jdk AS assembled
COPY src/image /src/image
COPY target/handshake-exporter.jar /src/handshake-exporter.jar
# Where it is laid out it must stay: the cache knows the path of the jar.
RUN ["bash", "/src/image/assemble.sh", "/opt/java/openjdk", "/src/handshake-exporter.jar", "/opt/handshake-exporter"]

FROM debian:12-slim
COPY --from=assembled /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=assembled /opt/handshake-exporter /opt/handshake-exporter
USER 65532:65532
EXPOSE 10219
ENTRYPOINT ["/opt/handshake-exporter/java/bin/java", \
  "@/opt/handshake-exporter/java.options", \
  "-Djava.library.path=/opt/handshake-exporter/lib", \
  "-XX:AOTCache=/opt/handshake-exporter/handshake-exporter.aot", \
  "-jar", "/opt/handshake-exporter/handshake-exporter.jar"]
CMD ["run", "--config.file=/etc/handshake/handshake.yml", "--web.listen-address=0.0.0.0:10219"]
