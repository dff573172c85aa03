# syntax=docker/dockerfile:1

# Everything that is needed to build: the page and the JavaScript.
FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

# What runs: no compiler, no package manager's cache, no development dependency.
FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /opt/log-sentinel
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/bin ./bin
COPY --from=build /build/rules ./rules
COPY --from=build /build/dist ./dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENV LOG_SENTINEL_DATA_DIR=/data
EXPOSE 8081
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/opt/log-sentinel/bin/log-sentinel.js"]
CMD ["up"]
