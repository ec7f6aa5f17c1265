#!/usr/bin/env bash
# One database and one role for each service, and no way from one to another's. Run again, it changes nothing but passwords.
# PGHOST, PGPORT, PGUSER and PGPASSWORD say where, as psql has it; <SERVICE>_DATABASE_PASSWORD is each role's password.
set -euo pipefail
export PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}}

for _ in {1..300}; do pg_isready --quiet && break || sleep 0.1; done

for service in ${SERVICES:-registry followup allocation reporting}; do
  password=${service^^}_DATABASE_PASSWORD
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set name="$service" --set password="${!password:?}" --dbname postgres <<'SQL'
SELECT format('CREATE ROLE %I LOGIN', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0', :'name', :'name')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
