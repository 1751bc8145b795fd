# Every command prepares its own environment first: nothing but Python 3.11 or newer has to be there.
PYTHON ?= python3
bootstrap := @$(PYTHON) scripts/bootstrap.py

.PHONY: demo up test check bench lock messages screenshots
.DEFAULT_GOAL := demo

demo: ## the product with a demo workspace, on http://127.0.0.1:8000 (PORT= overrides)
	$(bootstrap) -- manage.py up --demo

up: ## the product without demo data
	$(bootstrap) -- manage.py up

test: ## the whole suite, browser included
	$(bootstrap) --dev -- -m scripts.test

check: ## formatter, linters, types, import rules, templates, migrations, deployment settings
	$(bootstrap) --dev -- -m scripts.check

bench: ## the benchmarks as one table
	$(bootstrap) --dev -- -m tests.benchmarks

lock: ## resolve requirements*.in and package.json anew
	$(bootstrap) --dev -- -m scripts.lock

messages: ## collect every word for the translators
	$(bootstrap) --dev -- -m scripts.messages

screenshots: ## the README's pictures, from a running demo (BASE_URL= overrides)
	$(bootstrap) --dev -- -m scripts.screenshots
