# One recipe for every service: `docker build --build-arg SERVICE=registry .`; without the argument one image has them all,
# and its command says which one it is (`serve registry`).
FROM python:3.11-slim-bookworm AS build
ARG SERVICE="registry followup allocation reporting"
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY libs libs
COPY services services
RUN for member in libs/contracts libs/common $(printf 'services/%s ' ${SERVICE}); do \
      /app/bin/pip install --no-cache-dir --disable-pip-version-check --no-build-isolation --no-deps "./${member}" || exit 1; \
    done

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
ENV HOST=0.0.0.0 PORT=8000 ENVIRONMENT=production PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["/app/bin/finsam"]
CMD ["serve"]
