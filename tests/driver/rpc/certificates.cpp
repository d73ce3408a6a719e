// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/rpc/certificates.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace vta::rpc::test {
namespace {

constexpr long kHour = 3600;

template <typename Write>
std::string pem(const Write& write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  EXPECT_EQ(write(bio.get()), 1);
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, int id, const std::string& value) {
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()), X509_EXTENSION_free);
  EXPECT_NE(extension, nullptr);
  EXPECT_EQ(X509_add_ext(certificate, extension.get(), -1), 1);
}

}  // namespace

Identity make_identity(const std::string& host) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  X509* const certificate = made.get();
  EXPECT_EQ(X509_set_version(certificate, X509_VERSION_3), 1);
  EXPECT_EQ(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1), 1);
  EXPECT_NE(X509_gmtime_adj(X509_getm_notBefore(certificate), -kHour), nullptr);
  EXPECT_NE(X509_gmtime_adj(X509_getm_notAfter(certificate), kHour), nullptr);
  EXPECT_EQ(X509_set_pubkey(certificate, key.get()), 1);
  X509_NAME* const name = X509_get_subject_name(certificate);
  EXPECT_EQ(
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0),
      1);
  EXPECT_EQ(X509_set_issuer_name(certificate, name), 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_subject_alt_name, "DNS:" + host + ",IP:127.0.0.1");
  EXPECT_GT(X509_sign(certificate, key.get(), EVP_sha256()), 0);
  return {pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); }), pem([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace vta::rpc::test
