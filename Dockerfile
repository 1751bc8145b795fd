# syntax=docker/dockerfile:1
FROM node:24-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS packages
RUN pip install --no-cache-dir uv && python -m venv /venv
COPY requirements.txt /tmp/
RUN VIRTUAL_ENV=/venv uv pip sync --require-hashes /tmp/requirements.txt

FROM python:3.11-slim AS app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    THROUGHLINE_DATA=/data STATIC_ROOT=/app/staticfiles \
    STATICFILES_STORAGE=config.minified.CompressedStaticFilesStorage
# For letters that the page's typeface lacks, in pictures and print of roadmaps.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home throughline
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=front-end /app/node_modules ./node_modules
RUN python -c "from pathlib import Path; from config.translations import compile_stale; compile_stale(Path('locale'))" \
    && SECRET_KEY=only-to-collect DATABASE_URL=postgres://none REDIS_URL=redis://none \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules && python -m compileall -q accounts activity backlog config core integrations notifications roadmap sprints
USER throughline
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.asgi:application", "-k", "asgi", "--bind", "0.0.0.0:8000", "--workers", "2", \
     "--graceful-timeout", "3", "--no-control-socket"]
