# Debian, since the decoder and ONNX Runtime come as binaries for glibc. The digest names the very bytes, for every platform; the tag
# says to people what they are. `docker buildx imagetools inspect node:24.21.0-bookworm-slim` prints what the tag means today.
FROM node:24.21.0-bookworm-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS runtime

FROM runtime AS base
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/no-download scripts/no-download

FROM base AS build
COPY web/package.json web/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY web web
COPY src src
RUN node scripts/build.js --package

FROM base AS dependencies
COPY scripts scripts
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && node scripts/prune-dependencies.js
COPY --from=build /app/dist dist
RUN node scripts/write-sbom.js --installed

FROM runtime
WORKDIR /app
# One heap for all threads, so that a decoder's buffers are used again. What is large is kept out of it, and given back to the system at
# once: the C library would else raise this bound to the size of the largest body.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    NUMBER_PREDICTOR_HOST=0.0.0.0 \
    NUMBER_PREDICTOR_PORT=80 \
    NUMBER_PREDICTOR_IMAGE_ROOT=/images
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY models models
# POST /predict/ reads pictures from here and from nowhere else: mount a folder over it.
COPY test_images /images/test_images
COPY --from=dependencies /app/dist dist
# The user `node`, by number: Kubernetes' runAsNonRoot believes no name.
USER 1000:1000
EXPOSE 80
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.NUMBER_PREDICTOR_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Young objects get 16 MB, as in smaller machines: where there is much memory, Node would let them have 64 and give none back.
ENTRYPOINT ["node", "--max-semi-space-size=16", "dist/main.js"]
CMD ["serve"]
