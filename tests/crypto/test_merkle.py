"""The tree of RFC 6962: the vectors of Certificate Transparency, and every proof of every small tree."""

from __future__ import annotations

import pytest

from appliance.crypto.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The inputs and roots of the Certificate Transparency project's own reference tests.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
}
CONSISTENCY = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
LEAVES = [leaf_hash(data) for data in INPUTS]
SMALL = [leaf_hash(bytes([number])) for number in range(18)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_the_proofs_are_those_of_certificate_transparency():
    assert {key: _hex(inclusion_proof(LEAVES[: key[1]], key[0])) for key in INCLUSION} == INCLUSION
    assert {key: _hex(consistency_proof(LEAVES[: key[1]], key[0])) for key in CONSISTENCY} == CONSISTENCY


@pytest.mark.parametrize("size", range(1, len(SMALL) + 1))
def test_each_line_is_proven_where_it_is_and_nowhere_else(size: int):
    leaves, root = SMALL[:size], root_of(SMALL[:size])
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        for claimed in range(-1, size + 1):
            proven = verify_inclusion(leaf=leaves[index], index=claimed, size=size, root=root, proof=proof)
            assert proven == (claimed == index)
        for wrong in (*_damaged(proof), (*proof, root), proof[:-1] if proof else (root,)):
            assert not verify_inclusion(leaf=leaves[index], index=index, size=size, root=root, proof=wrong)
        assert not verify_inclusion(leaf=b"\0" * 32, index=index, size=size, root=root, proof=proof)


@pytest.mark.parametrize("size", range(1, len(SMALL) + 1))
def test_a_log_that_only_grew_is_proven_and_any_other_is_not(size: int):
    root = root_of(SMALL[:size])
    for old_size in range(1, size + 1):
        proof = consistency_proof(SMALL[:size], old_size)
        old_root = root_of(SMALL[:old_size])
        forked = root_of([*SMALL[: old_size - 1], leaf_hash(b"forked")])

        def holds(
            old: bytes = old_root, new: bytes = root, by: tuple[bytes, ...] = proof, of: int = old_size
        ) -> bool:
            return verify_consistency(old_size=of, old_root=old, size=size, root=new, proof=by)

        assert holds()
        assert not holds(old=forked)
        assert not holds(new=forked)
        assert not holds(of=0)
        assert not holds(of=size + 1)
        for wrong in (*_damaged(proof), (*proof, root), *([proof[:-1]] if proof else [])):
            assert not holds(by=wrong)


def test_a_leaf_cannot_pass_for_an_inner_node():
    inner = b"\x01" + LEAVES[0] + LEAVES[1]
    assert leaf_hash(inner[1:]) != root_of(LEAVES[:2])
    assert root_of([]) == EMPTY_ROOT


@pytest.mark.parametrize("index", [-1, 3])
def test_a_proof_of_a_line_that_is_not_there_is_not_made(index: int):
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:3], index)
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:3], index + 1 if index < 0 else 4)


def _damaged(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    return [(*proof[:at], b"\0" * 32, *proof[at + 1 :]) for at in range(len(proof))]


def _hex(proof: tuple[bytes, ...]) -> list[str]:
    return [hashed.hex() for hashed in proof]
