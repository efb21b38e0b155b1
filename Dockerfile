# The image of web, worker, beat and migrate. Pin the digest of your platform with
# `docker buildx imagetools inspect python:3.11.15-slim-trixie`.
ARG PYTHON=python:3.11.15-slim-trixie

FROM ${PYTHON} AS packages
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM ${PYTHON}
# Pango and a font for WeasyPrint's PDFs; nothing else is needed at run time.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        fontconfig fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 app \
    && useradd --system --uid 10001 --gid app --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin app
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=schoolsafety.settings.production \
    STATIC_ROOT=/app/staticfiles
WORKDIR /app
COPY . .
# Translations and hashed static files belong to the image. These values exist only during this step.
RUN SECRET_KEY="$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=build.invalid BASE_URL=https://build.invalid \
    KEYRING_FILE=/dev/null DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid \
    EMAIL_URL=smtp://build.invalid:25 \
    sh -ec 'python manage.py messages --compile; python manage.py collectstatic --noinput --verbosity 0'
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "schoolsafety.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
