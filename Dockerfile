# The runner of `npm start` in one image: embedded Kinesis and DynamoDB, the bundled functions, the page, the API and the collector.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY . .
RUN install --directory --owner=1000 --group=1000 /data
# By number, so that Kubernetes can tell that it is not root; the base image calls it `node`.
USER 1000:1000
VOLUME /data
EXPOSE 4100
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4100/pipelines').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "cli/tidemark.mjs"]
CMD ["local", "--host", "0.0.0.0", "--data-dir", "/data"]
