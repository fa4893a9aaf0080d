#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files of this folder anew: an encoder of SOPS' format by its facts, with age for the key.

Run it in this folder; it needs age and the Python package cryptography.
"""
import base64, hashlib, os, subprocess
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

subprocess.run(["age-keygen", "-o", "key.new"], check=True, capture_output=True)
os.replace("key.new", "key.agekey")
RECIPIENT = subprocess.run(
    ["age-keygen", "-y", "key.agekey"], check=True, capture_output=True, text=True).stdout.strip()
KEY = os.urandom(32)
ENC = subprocess.run(
    ["age", "-a", "-r", RECIPIENT], input=KEY, check=True, capture_output=True).stdout.decode()
TIME = "2026-01-01T00:00:00Z"
b64 = lambda data: base64.b64encode(data).decode()


def seal(data, place, kind):
    nonce = os.urandom(32)
    both = AESGCM(KEY).encrypt(nonce, data, place.encode())
    return "ENC[AES256_GCM,data:%s,iv:%s,tag:%s,type:%s]" % (
        b64(both[:-16]), b64(nonce), b64(both[-16:]), kind)


def code(values):
    return seal(hashlib.sha512(b"".join(values)).hexdigest().upper().encode(), TIME, "str")


def block(mac):
    lines = "".join("            %s\n" % line for line in ENC.strip().split("\n"))
    return ("sops:\n    age:\n    -   recipient: %s\n        enc: |\n%s    lastmodified: '%s'\n"
            "    mac: %s\n    encrypted_regex: ^(data|stringData)$\n    version: 3.9.0\n") % (
        RECIPIENT, lines, TIME, mac)


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


values = [b"v1", b"Secret", b"db", b"demo", b"hunter2", b"5432", b"True", b"1.5", b"one", b"two"]
write("secret.yaml", """apiVersion: v1
kind: Secret
metadata:
    name: db
    namespace: demo
stringData:
    password: %s
    port: %s
    tls: %s
    ratio: %s
    list:
    - %s
    - %s
%s""" % (seal(b"hunter2", "stringData:password:", "str"), seal(b"5432", "stringData:port:", "int"),
         seal(b"True", "stringData:tls:", "bool"), seal(b"1.5", "stringData:ratio:", "float"),
         seal(b"one", "stringData:list:", "str"), seal(b"two", "stringData:list:", "str"),
         block(code(values))))

enc = ENC.replace("\n", "\\n")
write("secret.json", """{"kind": "Secret", "data": {"password": "%s"},
 "sops": {"pgp": null, "age": [{"recipient": "%s", "enc": "%s"}],
 "lastmodified": "%s", "mac": "%s", "version": "3.9.0"}}
""" % (seal(b"hunter2", "data:password:", "str"), RECIPIENT, enc, TIME, code([b"Secret", b"hunter2"])))

write("secret.env", """USER=%s
PASSWORD=%s
sops_age__list_0__map_enc=%s
sops_age__list_0__map_recipient=%s
sops_lastmodified=%s
sops_mac=%s
sops_version=3.9.0
""" % (seal(b"ada", "USER:", "str"), seal(b"hunter2", "PASSWORD:", "str"), enc, RECIPIENT, TIME,
       code([b"ada", b"hunter2"])))

write("secret.bin", """{"data": "%s",
 "sops": {"age": [{"recipient": "%s", "enc": "%s"}], "lastmodified": "%s", "mac": "%s"}}
""" % (seal(b"\x00\xff\x01", "data:", "str"), RECIPIENT, enc, TIME, code([b"\x00\xff\x01"])))
