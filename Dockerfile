# The runner without a shell, a package manager or root. Its root file system may be read-only: all state goes to /state.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig LICENSE README.md ./
COPY docs/runner.md docs/
COPY module/recording-retention.schema.json module/
COPY src/ThirdParty.targets src/
COPY src/RecordingCmdlets.Abstractions/ src/RecordingCmdlets.Abstractions/
COPY src/RecordingCmdlets.Engine/ src/RecordingCmdlets.Engine/
COPY src/RecordingCmdlets.Sandbox/ src/RecordingCmdlets.Sandbox/
COPY src/RecordingCmdlets.Runner/ src/RecordingCmdlets.Runner/
RUN dotnet publish src/RecordingCmdlets.Runner -c Release -o /app -p:UseAppHost=false -p:DebugType=none \
    # A folder for an image that has no mkdir.
    && mkdir /state

# No culture data, no shell: see https://github.com/dotnet/dotnet-docker for what "chiseled" leaves out.
FROM mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled
LABEL org.opencontainers.image.title="recording-retention" \
      org.opencontainers.image.description="Retention of meeting and call recordings: plan, approve, apply." \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /app /app
COPY --from=build --chown=1654:1654 /state /state
# DOTNET_EnableDiagnostics: otherwise the runtime makes sockets for debuggers below /tmp.
ENV XDG_DATA_HOME=/state \
    HOME=/state \
    TMPDIR=/state \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
USER 1654:1654
VOLUME /state
ENTRYPOINT ["dotnet", "/app/recording-retention.dll"]
CMD ["--help"]
