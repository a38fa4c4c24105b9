#include "import/curl/curl_options.hpp"

#include <algorithm>
#include <array>

namespace hrp::import {
namespace {

constexpr CurlOption ignored(char letter, std::string_view name, bool takes_value,
                             std::string_view reason) {
  return {letter, name, takes_value, CurlTreatment::kIgnored, CurlAction::kNone, reason};
}
constexpr CurlOption done(char letter, std::string_view name, bool takes_value, CurlAction action) {
  return {letter, name, takes_value, CurlTreatment::kDone, action, {}};
}
constexpr CurlOption noted(char letter, std::string_view name, bool takes_value,
                           std::string_view reason) {
  return {letter, name, takes_value, CurlTreatment::kNoted, CurlAction::kNone, reason};
}
constexpr CurlOption refused(char letter, std::string_view name, bool takes_value,
                             std::string_view reason) {
  return {letter, name, takes_value, CurlTreatment::kRefused, CurlAction::kNone, reason};
}

constexpr bool kValue = true;
constexpr bool kFlag = false;

constexpr std::string_view kPrinting = "it changes what curl prints or writes to files";
constexpr std::string_view kWaiting = "how long to wait, and whether to try again, is the run's";
constexpr std::string_view kParallel = "the users of the run are parallel";
constexpr std::string_view kNetwork = "how hosts are reached is the run's";
constexpr std::string_view kTls = "TLS is negotiated with the defaults of the library";
constexpr std::string_view kProxy = "how a proxy is spoken to is the run's";
constexpr std::string_view kProtocol = "it belongs to another protocol than HTTP";

constexpr std::array kDoneOptions{
    done('X', "request", kValue, CurlAction::kMethod),
    done('H', "header", kValue, CurlAction::kHeader),
    done('d', "data", kValue, CurlAction::kData),
    done('\0', "data-ascii", kValue, CurlAction::kData),
    done('\0', "data-raw", kValue, CurlAction::kDataRaw),
    done('\0', "data-binary", kValue, CurlAction::kDataBinary),
    done('\0', "data-urlencode", kValue, CurlAction::kDataUrlEncode),
    done('\0', "json", kValue, CurlAction::kJson),
    done('G', "get", kFlag, CurlAction::kDataInUrl),
    done('F', "form", kValue, CurlAction::kForm),
    done('\0', "form-string", kValue, CurlAction::kFormString),
    done('T', "upload-file", kValue, CurlAction::kUpload),
    done('b', "cookie", kValue, CurlAction::kCookie),
    done('u', "user", kValue, CurlAction::kUser),
    done('\0', "oauth2-bearer", kValue, CurlAction::kBearer),
    done('\0', "digest", kFlag, CurlAction::kChallenge),
    done('\0', "anyauth", kFlag, CurlAction::kChallenge),
    done('\0', "ntlm", kFlag, CurlAction::kChallenge),
    done('\0', "ntlm-wb", kFlag, CurlAction::kChallenge),
    done('\0', "negotiate", kFlag, CurlAction::kChallenge),
    done('A', "user-agent", kValue, CurlAction::kUserAgent),
    done('e', "referer", kValue, CurlAction::kReferer),
    done('r', "range", kValue, CurlAction::kRange),
    done('C', "continue-at", kValue, CurlAction::kContinueAt),
    done('k', "insecure", kFlag, CurlAction::kInsecure),
    done('L', "location", kFlag, CurlAction::kFollow),
    done('\0', "location-trusted", kFlag, CurlAction::kFollow),
    done('\0', "follow", kFlag, CurlAction::kFollow),
    done('m', "max-time", kValue, CurlAction::kMaxTime),
    done('\0', "url", kValue, CurlAction::kUrl),
    done('\0', "url-query", kValue, CurlAction::kUrlQuery),
    done('I', "head", kFlag, CurlAction::kHead),
    done('\0', "http1.1", kFlag, CurlAction::kHttp1),
    done('\0', "http2", kFlag, CurlAction::kHttp2),
    done('\0', "http2-prior-knowledge", kFlag, CurlAction::kHttp2Only),
    done('E', "cert", kValue, CurlAction::kCertificate),
    done('\0', "key", kValue, CurlAction::kKey),
    done('g', "globoff", kFlag, CurlAction::kNoGlobbing),
    done('\0', "path-as-is", kFlag, CurlAction::kPathAsIs),
    done('\0', "tr-encoding", kFlag, CurlAction::kTransferEncoding),
    done(':', "next", kFlag, CurlAction::kNext),
};

constexpr std::array kNotedOptions{
    noted('z', "time-cond", kValue, "write it as -H 'If-Modified-Since: …'"),
    noted('\0', "etag-compare", kValue, "write it as -H 'If-None-Match: …'"),
    noted('\0', "form-escape", kFlag, "quotes in the names of a form are percent-encoded"),
    noted('x', "proxy", kValue, "give the proxy to hrp as --proxy-url"),
    noted('U', "proxy-user", kValue, "write the user into the URL of --proxy-url"),
    noted('\0', "proxy1.0", kValue, "give the proxy to hrp as --proxy-url"),
    noted('\0', "preproxy", kValue,
          "only one proxy can be passed through: give it to hrp as --proxy-url"),
    noted('\0', "socks4", kValue, "give the proxy to hrp as --proxy-url socks5://…"),
    noted('\0', "socks4a", kValue, "give the proxy to hrp as --proxy-url socks5://…"),
    noted('\0', "socks5", kValue, "give the proxy to hrp as --proxy-url socks5://…"),
    noted('\0', "socks5-hostname", kValue, "give the proxy to hrp as --proxy-url socks5://…"),
    noted('\0', "proxy-header", kValue, "a proxy gets no header of its own"),
    noted('\0', "noproxy", kValue,
          "hrp reaches all hosts the same way: leave --proxy-url out for those"),
    noted('\0', "resolve", kValue, "give it to hrp as --resolve"),
    noted('\0', "connect-to", kValue,
          "give it to hrp as --resolve, or change the host of the URL and add a Host header"),
    noted('\0', "cacert", kValue, "give it to hrp as --ca-file"),
    noted('\0', "capath", kValue, "give the certificates to hrp as --ca-file"),
    noted('\0', "interface", kValue, "give the address to hrp as --source-ip"),
    noted('\0', "dns-servers", kValue, "give it to hrp as --dns-server"),
    noted('n', "netrc", kFlag, "write the credentials of the .netrc file into the testcase, as -u"),
    noted('\0', "netrc-file", kValue, "write the credentials of the file into the testcase, as -u"),
    noted('\0', "netrc-optional", kFlag,
          "write the credentials of the .netrc file into the testcase, as -u"),
    noted('0', "http1.0", kFlag, "sent as HTTP/1.1"),
    noted('\0', "http3", kFlag, "sent as HTTP/1.1"),
    noted('\0', "http3-only", kFlag, "sent as HTTP/1.1"),
    noted('\0', "haproxy-protocol", kFlag, "the PROXY line before the request is not sent"),
    noted('\0', "haproxy-clientip", kValue, "the PROXY line before the request is not sent"),
    noted('\0', "pass", kValue, "the key has to be without a passphrase"),
    noted('\0', "cert-type", kValue, "the certificate has to be PEM"),
    noted('\0', "key-type", kValue, "the key has to be PEM"),
    noted('\0', "pinnedpubkey", kValue, "the key of the server is not compared"),
    noted('\0', "crlfile", kValue, "no list of revoked certificates is read"),
    noted('\0', "cert-status", kFlag, "the status of the certificate is not asked for"),
    noted('\0', "limit-rate", kValue, "bodies are sent as fast as the connection takes them"),
    noted('\0', "max-redirs", kValue, "the tenth redirect in a row is a failure"),
    noted('\0', "post301", kFlag, "a 301 makes a POST a GET"),
    noted('\0', "post302", kFlag, "a 302 makes a POST a GET"),
    noted('\0', "post303", kFlag, "a 303 makes a POST a GET"),
    noted('\0', "tls-earlydata", kFlag, "no early data is sent"),
    noted('\0', "ech", kValue, "ECH is not used"),
    noted('\0', "rate", kValue, "give the rate to hrp as --max-rps, or add a think_time step"),
};

constexpr std::array kRefusedOptions{
    refused('\0', "abstract-unix-socket", kValue,
            "hrp connects over TCP: name the host and port of the server"),
    refused('\0', "unix-socket", kValue,
            "hrp connects over TCP: name the host and port of the server"),
    refused('K', "config", kValue, "write the options of the file into the command"),
    refused('\0', "aws-sigv4", kValue,
            "send the signature as headers that a function of a debugtalk file makes"),
    refused('\0', "ipfs-gateway", kValue, "write the URL of the gateway"),
    refused('\0', "metalink", kFlag, "write the URLs that the file names"),
    refused('\0', "request-target", kValue, "write the target into the URL"),
    refused('\0', "tlsauthtype", kValue, "TLS-SRP is not supported; use a client certificate"),
    refused('\0', "tlspassword", kValue, "TLS-SRP is not supported; use a client certificate"),
    refused('\0', "tlsuser", kValue, "TLS-SRP is not supported; use a client certificate"),
    refused('\0', "variable", kValue, "write the value where it is used"),
    refused('h', "help", kFlag, "it makes curl print its help"),
    refused('M', "manual", kFlag, "it makes curl print its manual"),
    refused('V', "version", kFlag, "it makes curl print its version"),
};

// Ignored ones, by the reason.
constexpr std::array kOutputOptions{
    ignored('s', "silent", kFlag, kPrinting),
    ignored('S', "show-error", kFlag, kPrinting),
    ignored('v', "verbose", kFlag, kPrinting),
    ignored('i', "include", kFlag, kPrinting),
    ignored('\0', "show-headers", kFlag, kPrinting),
    ignored('f', "fail", kFlag, kPrinting),
    ignored('\0', "fail-with-body", kFlag, kPrinting),
    ignored('\0', "fail-early", kFlag, kPrinting),
    ignored('N', "no-buffer", kFlag, kPrinting),
    ignored('#', "progress-bar", kFlag, kPrinting),
    ignored('\0', "no-progress-meter", kFlag, kPrinting),
    ignored('o', "output", kValue, kPrinting),
    ignored('\0', "output-dir", kValue, kPrinting),
    ignored('\0', "out-null", kFlag, kPrinting),
    ignored('O', "remote-name", kFlag, kPrinting),
    ignored('\0', "remote-name-all", kFlag, kPrinting),
    ignored('J', "remote-header-name", kFlag, kPrinting),
    ignored('R', "remote-time", kFlag, kPrinting),
    ignored('\0', "remove-on-error", kFlag, kPrinting),
    ignored('\0', "create-dirs", kFlag, kPrinting),
    ignored('\0', "create-file-mode", kValue, kPrinting),
    ignored('\0', "no-clobber", kFlag, kPrinting),
    ignored('\0', "skip-existing", kFlag, kPrinting),
    ignored('w', "write-out", kValue, kPrinting),
    ignored('D', "dump-header", kValue, kPrinting),
    ignored('\0', "stderr", kValue, kPrinting),
    ignored('\0', "trace", kValue, kPrinting),
    ignored('\0', "trace-ascii", kValue, kPrinting),
    ignored('\0', "trace-config", kValue, kPrinting),
    ignored('\0', "trace-ids", kFlag, kPrinting),
    ignored('\0', "trace-time", kFlag, kPrinting),
    ignored('\0', "styled-output", kFlag, kPrinting),
    ignored('\0', "suppress-connect-headers", kFlag, kPrinting),
    ignored('\0', "xattr", kFlag, kPrinting),
    ignored('\0', "etag-save", kValue, kPrinting),
    ignored('\0', "libcurl", kValue, kPrinting),
    ignored('\0', "dump-ca-embed", kFlag, kPrinting),
    ignored('B', "use-ascii", kFlag, kPrinting),
};

constexpr std::array kWaitingOptions{
    ignored('\0', "connect-timeout", kValue, kWaiting),
    ignored('Y', "speed-limit", kValue, kWaiting),
    ignored('y', "speed-time", kValue, kWaiting),
    ignored('\0', "retry", kValue, kWaiting),
    ignored('\0', "retry-all-errors", kFlag, kWaiting),
    ignored('\0', "retry-connrefused", kFlag, kWaiting),
    ignored('\0', "retry-delay", kValue, kWaiting),
    ignored('\0', "retry-max-time", kValue, kWaiting),
    ignored('\0', "keepalive-time", kValue, kWaiting),
    ignored('\0', "keepalive-cnt", kValue, kWaiting),
    ignored('\0', "no-keepalive", kFlag, kWaiting),
    ignored('\0', "happy-eyeballs-timeout-ms", kValue, kWaiting),
    ignored('Z', "parallel", kFlag, kParallel),
    ignored('\0', "parallel-immediate", kFlag, kParallel),
    ignored('\0', "parallel-max", kValue, kParallel),
    ignored('\0', "parallel-max-host", kValue, kParallel),
};

constexpr std::array kNetworkOptions{
    ignored('4', "ipv4", kFlag, kNetwork),
    ignored('6', "ipv6", kFlag, kNetwork),
    ignored('\0', "tcp-nodelay", kFlag, kNetwork),
    ignored('\0', "tcp-fastopen", kFlag, kNetwork),
    ignored('\0', "mptcp", kFlag, kNetwork),
    ignored('\0', "local-port", kValue, kNetwork),
    ignored('\0', "ip-tos", kValue, kNetwork),
    ignored('\0', "vlan-priority", kValue, kNetwork),
    ignored('\0', "dns-interface", kValue, kNetwork),
    ignored('\0', "dns-ipv4-addr", kValue, kNetwork),
    ignored('\0', "dns-ipv6-addr", kValue, kNetwork),
    ignored('\0', "doh-url", kValue, kNetwork),
    ignored('\0', "doh-cert-status", kFlag, kNetwork),
    ignored('\0', "doh-insecure", kFlag, kNetwork),
    ignored('\0', "proto", kValue, kNetwork),
    ignored('\0', "proto-default", kValue, kNetwork),
    ignored('\0', "proto-redir", kValue, kNetwork),
    ignored('p', "proxytunnel", kFlag, kNetwork),
};

constexpr std::array kTlsOptions{
    ignored('1', "tlsv1", kFlag, kTls),
    ignored('\0', "tlsv1.0", kFlag, kTls),
    ignored('\0', "tlsv1.1", kFlag, kTls),
    ignored('\0', "tlsv1.2", kFlag, kTls),
    ignored('\0', "tlsv1.3", kFlag, kTls),
    ignored('2', "sslv2", kFlag, kTls),
    ignored('3', "sslv3", kFlag, kTls),
    ignored('\0', "ssl", kFlag, kTls),
    ignored('\0', "ssl-reqd", kFlag, kTls),
    ignored('\0', "tls-max", kValue, kTls),
    ignored('\0', "tls13-ciphers", kValue, kTls),
    ignored('\0', "ciphers", kValue, kTls),
    ignored('\0', "curves", kValue, kTls),
    ignored('\0', "sigalgs", kValue, kTls),
    ignored('\0', "ca-native", kFlag, kTls),
    ignored('\0', "false-start", kFlag, kTls),
    ignored('\0', "no-alpn", kFlag, kTls),
    ignored('\0', "no-npn", kFlag, kTls),
    ignored('\0', "no-sessionid", kFlag, kTls),
    ignored('\0', "ssl-sessions", kValue, kTls),
    ignored('\0', "ssl-allow-beast", kFlag, kTls),
    ignored('\0', "ssl-auto-client-cert", kFlag, kTls),
    ignored('\0', "ssl-no-revoke", kFlag, kTls),
    ignored('\0', "ssl-revoke-best-effort", kFlag, kTls),
    ignored('\0', "egd-file", kValue, kTls),
    ignored('\0', "engine", kValue, kTls),
    ignored('\0', "random-file", kValue, kTls),
};

constexpr std::array kProxyOptions{
    ignored('\0', "proxy-anyauth", kFlag, kProxy),
    ignored('\0', "proxy-basic", kFlag, kProxy),
    ignored('\0', "proxy-ca-native", kFlag, kProxy),
    ignored('\0', "proxy-cacert", kValue, kProxy),
    ignored('\0', "proxy-capath", kValue, kProxy),
    ignored('\0', "proxy-cert", kValue, kProxy),
    ignored('\0', "proxy-cert-type", kValue, kProxy),
    ignored('\0', "proxy-ciphers", kValue, kProxy),
    ignored('\0', "proxy-crlfile", kValue, kProxy),
    ignored('\0', "proxy-digest", kFlag, kProxy),
    ignored('\0', "proxy-http2", kFlag, kProxy),
    ignored('\0', "proxy-http3", kFlag, kProxy),
    ignored('\0', "proxy-insecure", kFlag, kProxy),
    ignored('\0', "proxy-key", kValue, kProxy),
    ignored('\0', "proxy-key-type", kValue, kProxy),
    ignored('\0', "proxy-negotiate", kFlag, kProxy),
    ignored('\0', "proxy-ntlm", kFlag, kProxy),
    ignored('\0', "proxy-pass", kValue, kProxy),
    ignored('\0', "proxy-pinnedpubkey", kValue, kProxy),
    ignored('\0', "proxy-service-name", kValue, kProxy),
    ignored('\0', "proxy-ssl-allow-beast", kFlag, kProxy),
    ignored('\0', "proxy-ssl-auto-client-cert", kFlag, kProxy),
    ignored('\0', "proxy-tls13-ciphers", kValue, kProxy),
    ignored('\0', "proxy-tlsauthtype", kValue, kProxy),
    ignored('\0', "proxy-tlspassword", kValue, kProxy),
    ignored('\0', "proxy-tlsuser", kValue, kProxy),
    ignored('\0', "proxy-tlsv1", kFlag, kProxy),
    ignored('\0', "socks5-basic", kFlag, kProxy),
    ignored('\0', "socks5-gssapi", kFlag, kProxy),
    ignored('\0', "socks5-gssapi-nec", kFlag, kProxy),
    ignored('\0', "socks5-gssapi-service", kValue, kProxy),
};

constexpr std::array kProtocolOptions{
    ignored('a', "append", kFlag, kProtocol),
    ignored('\0', "crlf", kFlag, kProtocol),
    ignored('\0', "compressed-ssh", kFlag, kProtocol),
    ignored('\0', "delegation", kValue, kProtocol),
    ignored('\0', "disable-eprt", kFlag, kProtocol),
    ignored('\0', "disable-epsv", kFlag, kProtocol),
    ignored('\0', "ftp-account", kValue, kProtocol),
    ignored('\0', "ftp-alternative-to-user", kValue, kProtocol),
    ignored('\0', "ftp-create-dirs", kFlag, kProtocol),
    ignored('\0', "ftp-method", kValue, kProtocol),
    ignored('\0', "ftp-pasv", kFlag, kProtocol),
    ignored('P', "ftp-port", kValue, kProtocol),
    ignored('\0', "ftp-pret", kFlag, kProtocol),
    ignored('\0', "ftp-skip-pasv-ip", kFlag, kProtocol),
    ignored('\0', "ftp-ssl-ccc", kFlag, kProtocol),
    ignored('\0', "ftp-ssl-ccc-mode", kValue, kProtocol),
    ignored('\0', "ftp-ssl-control", kFlag, kProtocol),
    ignored('\0', "hostpubmd5", kValue, kProtocol),
    ignored('\0', "hostpubsha256", kValue, kProtocol),
    ignored('\0', "knownhosts", kValue, kProtocol),
    ignored('\0', "krb", kValue, kProtocol),
    ignored('l', "list-only", kFlag, kProtocol),
    ignored('\0', "login-options", kValue, kProtocol),
    ignored('\0', "mail-auth", kValue, kProtocol),
    ignored('\0', "mail-from", kValue, kProtocol),
    ignored('\0', "mail-rcpt", kValue, kProtocol),
    ignored('\0', "mail-rcpt-allowfails", kFlag, kProtocol),
    ignored('\0', "pubkey", kValue, kProtocol),
    ignored('Q', "quote", kValue, kProtocol),
    ignored('\0', "sasl-authzid", kValue, kProtocol),
    ignored('\0', "sasl-ir", kFlag, kProtocol),
    ignored('\0', "service-name", kValue, kProtocol),
    ignored('t', "telnet-option", kValue, kProtocol),
    ignored('\0', "tftp-blksize", kValue, kProtocol),
    ignored('\0', "tftp-no-options", kFlag, kProtocol),
    ignored('\0', "upload-flags", kValue, kProtocol),
};

constexpr std::array kOwnOptions{
    ignored('q', "disable", kFlag, "hrp reads no .curlrc"),
    ignored('c', "cookie-jar", kValue, "each user has a cookie jar"),
    ignored('j', "junk-session-cookies", kFlag, "each user begins with an empty jar"),
    ignored('\0', "compressed", kFlag, "hrp asks for compressed responses by itself"),
    ignored('\0', "raw", kFlag, "the body is what the server sent"),
    ignored('\0', "basic", kFlag, "it is the default"),
    ignored('\0', "http0.9", kFlag, "such a response is a failure"),
    ignored('\0', "ignore-content-length", kFlag, "the length of the server counts"),
    ignored('\0', "max-filesize", kValue, "a response may be large"),
    ignored('\0', "expect100-timeout", kValue, "no answer to Expect is waited for"),
    ignored('\0', "disallow-username-in-url", kFlag, "the URL is taken as it is"),
    ignored('\0', "hsts", kValue, "the URL names the scheme"),
    ignored('\0', "alt-svc", kValue, "the URL names the server"),
};

template <class Predicate>
const CurlOption* findOption(Predicate fits) {
  const auto in = [&fits](const auto& options) -> const CurlOption* {
    const auto found = std::find_if(options.begin(), options.end(), fits);
    return found == options.end() ? nullptr : &*found;
  };
  for (const CurlOption* option :
       {in(kDoneOptions), in(kNotedOptions), in(kRefusedOptions), in(kOutputOptions),
        in(kWaitingOptions), in(kNetworkOptions), in(kTlsOptions), in(kProxyOptions),
        in(kProtocolOptions), in(kOwnOptions)}) {
    if (option != nullptr) return option;
  }
  return nullptr;
}

const CurlOption* byExactName(std::string_view name) {
  return findOption([name](const CurlOption& option) { return option.name == name; });
}

}  // namespace

const CurlOption* curlOptionByLetter(char letter) {
  if (letter == '\0') return nullptr;
  return findOption([letter](const CurlOption& option) { return option.letter == letter; });
}

const CurlOption* curlOptionByName(std::string_view name) {
  if (const CurlOption* option = byExactName(name)) return option;
  if (name.starts_with("expand-")) return byExactName("variable");  // it expands those
  // An option with a value has no such form, but for what curl calls "no-" itself, as in --buffer.
  if (name.starts_with("no-")) {
    const CurlOption* option = byExactName(name.substr(3));
    return option != nullptr && !option->takes_value ? option : nullptr;
  }
  return findOption([name](const CurlOption& known) {
    return known.name.starts_with("no-") && known.name.substr(3) == name;
  });
}

bool curlOptionIsSwitchedOff(std::string_view name, const CurlOption& option) {
  return name.starts_with("no-") && !option.name.starts_with("no-");
}

}  // namespace hrp::import
