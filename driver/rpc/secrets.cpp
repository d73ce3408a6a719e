// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/secrets.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

constexpr std::size_t kMaxFile = std::size_t{1} << 20;  // of certificates: hundreds of them

template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

std::string quoted(const std::string& path) { return "'" + shown(path) + "'"; }

Result<std::string> read_small_file(const std::string& path, const std::string& what) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.eof() && file.fail()) {
    return Error{"cannot read " + what + " " + quoted(path) + ": " +
                 std::strerror(errno != 0 ? errno : EIO)};
  }
  if (text.size() > kMaxFile) {
    return Error{what + " " + quoted(path) + " has more than " + std::to_string(kMaxFile) +
                 " bytes; it must be smaller"};
  }
  return text;
}

// A secret that others can read is none.
Status check_private(const std::string& path, const std::string& what) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return Error{"cannot read " + what + " " + quoted(path) + ": " + std::strerror(errno)};
  }
  if (!S_ISREG(status.st_mode)) return Error{what + " " + quoted(path) + " is no regular file"};
  if ((status.st_mode & 0077) != 0) {
    return Error{"others than the owner may use " + what + " " + quoted(path) +
                 "; make it private with chmod 600"};
  }
  return ok_status();
}

Bio memory_bio(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// No certificate and no key is read with a passphrase; asking for one would wait for a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Certificate first_certificate(const std::string& pem) {
  const Bio bio = memory_bio(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  return certificate;
}

}  // namespace

Result<std::string> read_token(const std::string& path) {
  if (Status s = check_private(path, "the token file"); !s) return s.error();
  Result<std::string> text = read_small_file(path, "the token file");
  if (!text) return text;
  std::string token = std::move(text).value();
  if (token.ends_with('\n')) token.pop_back();
  const bool printable = std::ranges::all_of(token, [](char c) { return c > ' ' && c < '\x7f'; });
  if (!printable || token.size() < kMinToken || token.size() > kMaxToken) {
    return Error{"the token file " + quoted(path) + " must hold one line of " +
                 std::to_string(kMinToken) + ".." + std::to_string(kMaxToken) +
                 " printable characters without spaces"};
  }
  return token;
}

bool same_token(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<KeyPair> read_key_pair(const std::string& certificate_path, const std::string& key_path) {
  Result<std::string> certificate = read_certificates(certificate_path);
  if (!certificate) return certificate.error();
  if (Status s = check_private(key_path, "the key"); !s) return s.error();
  Result<std::string> key = read_small_file(key_path, "the key");
  if (!key) return key.error();
  const Bio bio = memory_bio(key.value());
  const Key parsed(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  const Certificate first = first_certificate(certificate.value());
  const bool fits = parsed && X509_check_private_key(first.get(), parsed.get()) == 1;
  ERR_clear_error();
  if (!parsed) {
    return Error{"there is no private key in " + quoted(key_path) +
                 "; it must be PEM without a passphrase"};
  }
  if (!fits) {
    return Error{"the key " + quoted(key_path) + " is not that of the certificate " +
                 quoted(certificate_path)};
  }
  return KeyPair{std::move(certificate).value(), std::move(key).value()};
}

Result<std::string> read_certificates(const std::string& path) {
  Result<std::string> text = read_small_file(path, "the certificate");
  if (!text) return text;
  if (!first_certificate(text.value())) {
    return Error{"there is no certificate in " + quoted(path) + "; it must be PEM"};
  }
  return text;
}

std::string hex_text(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Sha256 sha256(std::span<const std::byte> bytes) {
  Sha256 digest{};
  unsigned size = 0;
  VTA_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) ==
            1);
  VTA_CHECK(size == digest.size());
  return digest;
}

std::string random_name() {
  std::array<std::uint8_t, 16> bytes{};
  VTA_CHECK(getentropy(bytes.data(), bytes.size()) == 0);
  return hex_text(bytes);
}

}  // namespace vta::rpc
