# The app as a plain server, and (--target local) the user pool of docker-compose.yml.

FROM node:24-alpine AS source
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY src src
COPY local local

FROM source AS local
RUN mkdir /data && chown node:node /data
USER node
CMD ["node", "--disable-warning=ExperimentalWarning", "local/typescript.cjs", "local/containers.ts", "/data/school"]

FROM source AS build
RUN npm run build && npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer

FROM node:24-alpine
ARG COMMIT=
ENV NODE_ENV=production LOG_FORMAT=json COMMIT=$COMMIT
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY package.json openapi.json ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
