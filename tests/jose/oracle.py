"""Opens and seals tokens with libraries that we did not write. A request a line, an answer a line, both JSON.

{"library", "suite", "open": {"token", "decrypt", "verify"}}  ->  {"claims"} or {"refused"}
{"library", "suite", "seal": {"claims", "sign", "encrypt"}}   ->  {"token"}
"""

import json
import sys

import joserfc.jwe
import joserfc.jwk
import joserfc.jws
import jwcrypto.jwe
import jwcrypto.jwk
import jwcrypto.jws


class Jwcrypto:
    @staticmethod
    def key(jwk):
        return jwcrypto.jwk.JWK(**jwk)

    def open(self, suite, token, decrypt, verify):
        outer = jwcrypto.jwe.JWE(algs=[suite["key"], suite["content"]])
        outer.deserialize(token)
        outer.decrypt(self.key(decrypt))
        inner = jwcrypto.jws.JWS()
        inner.allowed_algs = [suite["signature"]]
        inner.deserialize(outer.payload.decode())
        inner.verify(self.key(verify))
        return json.loads(inner.payload)

    def seal(self, suite, claims, sign, encrypt):
        inner = jwcrypto.jws.JWS(json.dumps(claims))
        inner.allowed_algs = [suite["signature"]]
        inner.add_signature(self.key(sign), protected=json.dumps({"alg": suite["signature"], "typ": "JWT"}))
        header = {"alg": suite["key"], "enc": suite["content"], "cty": "JWT"}
        algs = [suite["key"], suite["content"]]
        outer = jwcrypto.jwe.JWE(inner.serialize(compact=True), protected=json.dumps(header), algs=algs)
        outer.add_recipient(self.key(encrypt))
        return outer.serialize(compact=True)


class Joserfc:
    KINDS = {"RSA": joserfc.jwk.RSAKey, "EC": joserfc.jwk.ECKey, "oct": joserfc.jwk.OctKey}

    def key(self, jwk):
        return self.KINDS[jwk["kty"]].import_key(jwk)

    def open(self, suite, token, decrypt, verify):
        algorithms = [suite["key"], suite["content"]]
        outer = joserfc.jwe.decrypt_compact(token, self.key(decrypt), algorithms=algorithms)
        inner = joserfc.jws.deserialize_compact(outer.plaintext, self.key(verify), algorithms=[suite["signature"]])
        return json.loads(inner.payload)

    def seal(self, suite, claims, sign, encrypt):
        header = {"alg": suite["signature"], "typ": "JWT"}
        algorithms = [suite["signature"]]
        inner = joserfc.jws.serialize_compact(header, json.dumps(claims), self.key(sign), algorithms=algorithms)
        header = {"alg": suite["key"], "enc": suite["content"], "cty": "JWT"}
        algorithms = [suite["key"], suite["content"]]
        return joserfc.jwe.encrypt_compact(header, inner, self.key(encrypt), algorithms=algorithms)


LIBRARIES = {"jwcrypto": Jwcrypto(), "joserfc": Joserfc()}


def answer(asked):
    library = LIBRARIES[asked["library"]]
    if "seal" in asked:
        return {"token": library.seal(asked["suite"], **asked["seal"])}
    try:
        return {"claims": library.open(asked["suite"], **asked["open"])}
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
