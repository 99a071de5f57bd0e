# The same image as `mvn package jib:buildTar`, plus a class archive, for those who build with a container engine:
#   docker build -t ragflow-migrator .
# BASE_IMAGE takes any Java 17 or newer, also with a digest: --build-arg BASE_IMAGE=registry/java@sha256:…
ARG BUILD_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-25
ARG BASE_IMAGE=gcr.io/distroless/java25-debian13:nonroot

FROM --platform=${BUILDPLATFORM:-linux/amd64} ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -q -B -ntp dependency:go-offline
COPY src ./src
RUN mvn -q -B -ntp -DskipTests package \
    && mkdir -p /app \
    && cp -r target/lib /app/lib \
    && cp target/ragflow-migrator-*.jar /app/ragflow-migrator.jar \
    # the archive knows the times of these files, which a reproducible build would change afterwards
    && find /app -exec touch -d @1 {} + \
    && src/main/docker/class-list /app/ragflow-migrator.jar /classes.lst

# The archive is of use only to the Java that made it, so the base image's own does; it may have no shell.
FROM ${BASE_IMAGE} AS archive
COPY --from=build /app /app
COPY --from=build /classes.lst /classes.lst
USER 0:0
RUN ["java", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC", "-Xlog:disable", \
    "-Xshare:dump", "-XX:SharedClassListFile=/classes.lst", "-XX:SharedArchiveFile=/app/ragflow-migrator.jsa", \
    "-cp", "/app/ragflow-migrator.jar"]

FROM ${BASE_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ragflow-migrator" \
      org.opencontainers.image.description="Upgrades RAGFlow's metadata database" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="https://github.com/ragflow-migrator/ragflow-migrator" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
COPY --from=archive /app/ragflow-migrator.jsa /app/ragflow-migrator.jsa
USER 65532:65532
WORKDIR /tmp
# the exec form, so that SIGTERM reaches the program
ENTRYPOINT ["java", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC", \
    "-XX:TieredStopAtLevel=1", "-XX:InitialRAMPercentage=0.1", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", \
    "-XX:SharedArchiveFile=/app/ragflow-migrator.jsa", \
    "-cp", "/app/ragflow-migrator.jar", "dev.ragflow.migrator.cli.Main"]
