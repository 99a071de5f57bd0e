# Needs a JDK 17 or newer, Maven 3.8 or newer and make; the scripts get the rest.
MVN ?= mvn
IMAGE ?= ragflow-migrator
VERSION = $(shell sed -n 's:^  <version>\(.*\)</version>$$:\1:p' pom.xml)

.PHONY: help build test e2e image e2e-kube demo bench chaos pictures format clean

help:
	@echo "make build   compile and package; bin/ragflow-migrator runs the result"
	@echo "make test    the whole test suite, on real MySQL, MariaDB and PostgreSQL servers"
	@echo "make e2e     the tests that need packages of their own: a real Pushgateway, Prometheus and Chromium"
	@echo "make image   the container image, with docker; IMAGE names it"
	@echo "make e2e-kube  chart and manifests on the cluster of KUBECONFIG; see src/test/e2e/kube.sh"
	@echo "make demo    migrate a legacy database of 2,000 tenants on a throw-away MySQL"
	@echo "make bench   measure the program: SERVERS=mysql,postgres TENANTS=2000,20000 DOCUMENTS=150400, or CASE=documents"
	@echo "make pictures rebuild the pictures of the README from demo runs"
	@echo "make chaos   200 runs killed at random, and what else can go wrong around a run; needs root"
	@echo "make format  format the sources"
	@echo "make clean   remove everything that was built, test servers included"

build:
	$(MVN) -q -B -ntp -DskipTests package
	scripts/class-archive

test:
	scripts/install-test-packages
	$(MVN) -B -ntp test

e2e:
	scripts/install-test-packages
	scripts/install-e2e-packages
	$(MVN) -B -ntp test -DforkCount=1 -Dtest='dev/ragflow/migrator/e2e/*Test'

image:
	docker build --tag $(IMAGE) --build-arg VERSION=$(VERSION) --build-arg REVISION=$(shell git rev-parse HEAD) .

e2e-kube:
	scripts/install-test-packages
	$(MVN) -q -B -ntp -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/e2e-classpath -Dmdep.includeScope=test
	src/test/e2e/kube.sh

demo:
	@scripts/demo

bench:
	@bench/run SERVERS=$(SERVERS) TENANTS=$(TENANTS) CASE=$(CASE) DOCUMENTS=$(DOCUMENTS) RECORD=$(RECORD)

pictures:
	scripts/pictures

chaos:
	scripts/install-test-packages
	$(MVN) -B -ntp test -DforkCount=1 -Dtest='dev/ragflow/migrator/chaos/*Test' -Dchaos.runs=$(or $(RUNS),100)

format:
	$(MVN) -q -B -ntp spotless:apply

clean:
	rm -rf target build
