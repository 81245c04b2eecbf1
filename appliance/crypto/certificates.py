"""The certificates of a municipality's own servers, as a person puts them beside the settings of a box."""

from __future__ import annotations

from cryptography import x509


def fault_of_certificates(text: str) -> str:
    """Return what is wrong with ``text`` in Dutch, "" when it is one certificate (PEM) or more and no secret.

    Whether a certificate still holds is for TLS to say: a new box does not know what time it is.
    """
    if "PRIVATE KEY" in text:
        return "er staat een geheime sleutel in. Haal die eruit; hij hoort op geen enkele stick."
    try:
        x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        return "dit zijn geen certificaten. Neem een PEM-bestand, van BEGIN CERTIFICATE tot en met END."
    return ""
