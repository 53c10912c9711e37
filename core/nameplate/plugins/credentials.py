"""What a connector needs before its first request: secrets by name, key files, certificates to trust."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from nameplate.config.secrets import Secret
from nameplate.errors import ConfigurationError, SignInRefused
from nameplate.plugins.answers import bare
from nameplate.plugins.settings import Settings


def reveal(secret: Secret) -> str:
    """The secret itself, from where it is named.

    Raises:
        SignInRefused: It is not there.
    """
    try:
        return secret.reveal()
    except ConfigurationError as error:
        raise SignInRefused(error.message, remedy=error.remedy) from error


def read_key(path: Path) -> str:
    """The text of a key file; its content is never part of an error.

    Raises:
        SignInRefused: It can't be read.
    """
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SignInRefused(
            f"The key file {path} can't be read: {error.strerror}.", remedy="Correct its path, or its permissions."
        ) from error
    except UnicodeDecodeError:
        raise SignInRefused(f"The key file {path} is not text.", remedy="Name a PEM or JSON file.") from None


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def secure(address: str, setting: str) -> str:
    """An address to which credentials may go: https, or on this machine; without a slash at its end.

    Raises:
        SignInRefused: It is another.
    """
    try:
        there = urlsplit(address)
        somewhere = there.port != 0 and (there.hostname or not there.scheme)
    except ValueError:
        somewhere = False
    if not somewhere:
        raise SignInRefused(f"{setting} is {bare(address)!r}: no address.", remedy=f"Write {setting} as https://…")
    if there.username is not None:
        raise with_password(setting)
    if there.scheme != "https" and not (there.scheme == "http" and there.hostname in LOOPBACK):
        raise SignInRefused(
            f"{setting} is {address!r}; credentials are sent over https only.", remedy=f"Write {setting} as https://…"
        )
    return address.rstrip("/")


def with_password(setting: str) -> SignInRefused:
    """The error for an address with a user name or a password in it, which isn't shown."""
    return SignInRefused(
        f"{setting} has a user name or a password before its host.",
        remedy="Write the address alone; the settings for signing in name where a secret is.",
    )


def trust(settings: Settings) -> ssl.SSLContext:
    """The certificates to trust: the system's, and those of `ca_bundle`.

    Raises:
        SignInRefused: `ca_bundle` can't be read.
    """
    context = ssl.create_default_context()
    if settings.ca_bundle is not None:
        try:
            context.load_verify_locations(settings.ca_bundle)
        except (OSError, ssl.SSLError) as error:
            raise SignInRefused(
                f"ca_bundle {settings.ca_bundle} can't be read as certificates: {error}",
                remedy="Name a file of certificates in PEM form.",
            ) from error
    return context
