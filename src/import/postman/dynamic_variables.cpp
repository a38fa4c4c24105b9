#include "import/postman/dynamic_variables.hpp"

namespace hrp::import {
namespace {

// A variable a line, and what it becomes.
constexpr std::string_view kDynamicVariables = R"table(
$guid ${uuid()}
$isoTimestamp ${now()}
$randomAbbreviation ${random_choice("SQL", "HTTP", "TCP", "JSON")}
$randomAbstractImage http://example.com/abstract/${random_int(1000)}.jpg
$randomAdjective ${random_choice("open", "virtual", "neural")}
$randomAlphaNumeric ${gen_random_string(1)}
$randomAnimalsImage http://example.com/animals/${random_int(1000)}.jpg
$randomAvatarImage http://example.com/avatar/${random_int(1000)}.jpg
$randomBankAccount ${random_range(10000000, 99999999)}
$randomBankAccountBic ${random_choice("DEUTDEFF", "CHASUS33")}
$randomBankAccountIban ${random_choice("DE89370400440532013000", "GB29NWBK60161331926819")}
$randomBankAccountName ${random_choice("Savings Account", "Checking Account")}
$randomBitcoin ${random_choice("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")}
$randomBoolean ${random_choice("true", "false")}
$randomBs ${random_choice("enable smart systems", "scale open platforms")}
$randomBsAdjective ${random_choice("smart", "open", "agile")}
$randomBsBuzz ${random_choice("enable", "scale", "embrace")}
$randomBsNoun ${random_choice("systems", "platforms", "networks")}
$randomBusinessImage http://example.com/business/${random_int(1000)}.jpg
$randomCatchPhrase ${random_choice("Open layered platform", "Shared neutral archive")}
$randomCatchPhraseAdjective ${random_choice("Open", "Shared")}
$randomCatchPhraseDescriptor ${random_choice("layered", "neutral")}
$randomCatchPhraseNoun ${random_choice("platform", "archive")}
$randomCatsImage http://example.com/cats/${random_int(1000)}.jpg
$randomCity ${random_choice("Lisbon", "Nairobi", "Oslo", "Quito", "Osaka")}
$randomCityImage http://example.com/city/${random_int(1000)}.jpg
$randomColor ${random_choice("red", "green", "blue", "teal", "orchid")}
$randomCommonFileExt ${random_choice("pdf", "png")}
$randomCommonFileName ${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}.pdf
$randomCommonFileType ${random_choice("application", "image")}
$randomCompanyName ${random_choice("Harbor Labs", "Mill and Sons", "North Group")}
$randomCompanySuffix ${random_choice("Inc", "LLC", "Group")}
$randomCountry ${random_choice("Portugal", "Kenya", "Norway", "Ecuador", "Japan")}
$randomCountryCode ${random_choice("PT", "KE", "NO", "EC", "JP")}
$randomCreditCardMask ${random_range(1000, 9999)}
$randomCurrencyCode ${random_choice("EUR", "USD", "JPY")}
$randomCurrencyName ${random_choice("Euro", "US Dollar", "Yen")}
$randomCurrencySymbol ${random_choice("€", "£", "¥")}
$randomDatabaseCollation ${random_choice("utf8_general_ci", "utf8_bin")}
$randomDatabaseColumn ${random_choice("id", "name", "createdAt")}
$randomDatabaseEngine ${random_choice("InnoDB", "MEMORY")}
$randomDatabaseType ${random_choice("int", "varchar", "timestamp")}
$randomDateFuture 2099-0${random_range(1, 9)}-1${random_int(10)}T12:00:00.000Z
$randomDatePast 2020-0${random_range(1, 9)}-1${random_int(10)}T12:00:00.000Z
$randomDateRecent ${now()}
$randomDepartment ${random_choice("Books", "Garden", "Tools")}
$randomDirectoryPath /tmp/${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}
$randomDomainName ${random_choice("river.example", "signal.example", "copper.example")}
$randomDomainSuffix ${random_choice("com", "org", "net")}
$randomDomainWord ${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}
$randomEmail user${random_int(100000)}@example.com
$randomExampleEmail user${random_int(100000)}@example.org
$randomFashionImage http://example.com/fashion/${random_int(1000)}.jpg
$randomFileExt ${random_choice("txt", "png", "mp3")}
$randomFileName ${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}.txt
$randomFilePath /tmp/${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}.txt
$randomFileType ${random_choice("text", "image", "audio")}
$randomFirstName ${random_choice("Ada", "Grace", "Linus", "Margaret", "Ken")}
$randomFoodImage http://example.com/food/${random_int(1000)}.jpg
$randomFullName ${random_choice("Ada", "Grace")} ${random_choice("Hopper", "Lovelace", "Ritchie")}
$randomHexColor #${random_choice("1f77b4", "ff7f0e", "2ca02c")}
$randomIP ${random_int(256)}.${random_int(256)}.${random_int(256)}.${random_int(256)}
$randomIPV6 ${random_choice("2001:db8::1", "2001:db8::2", "2001:db8:1::7")}
$randomImageDataUri data:image/gif;base64,R0lGODlhAQABAAAAACw=
$randomImageUrl http://example.com/image/${random_int(1000)}.jpg
$randomIngverb ${random_choice("connecting", "parsing", "copying")}
$randomInt ${random_int(1001)}
$randomJobArea ${random_choice("Mobility", "Security", "Research")}
$randomJobDescriptor ${random_choice("Senior", "Lead", "Junior")}
$randomJobTitle ${random_choice("Senior Research Engineer", "Lead Security Analyst")}
$randomJobType ${random_choice("Engineer", "Analyst", "Manager")}
$randomLastName ${random_choice("Hopper", "Lovelace", "Ritchie", "Hamilton", "Thompson")}
$randomLatitude ${random_range(-89, 89)}.5
$randomLocale ${random_choice("en", "de", "fr", "ja")}
$randomLongitude ${random_range(-179, 179)}.5
$randomLoremLines Lorem ipsum ${random_choice("dolor", "sit", "amet")}. Sed ut unde omnis.
$randomLoremParagraph Lorem ipsum ${random_choice("dolor", "sit", "amet")}. Sed ut unde omnis.
$randomLoremParagraphs Lorem ipsum ${random_choice("dolor", "sit", "amet")}. Sed ut unde omnis.
$randomLoremSentence Lorem ipsum dolor sit ${random_choice("amet", "consectetur", "elit")}.
$randomLoremSentences Lorem ipsum ${random_choice("dolor", "sit", "amet")}. Sed ut unde omnis.
$randomLoremSlug lorem-ipsum-${random_choice("dolor", "sit", "amet")}
$randomLoremText Lorem ipsum ${random_choice("dolor", "sit", "amet")}. Sed ut unde omnis.
$randomLoremWord ${random_choice("lorem", "ipsum", "dolor")}
$randomLoremWords lorem ipsum ${random_choice("dolor", "sit", "amet")}
$randomMACAddress ${random_choice("02:00:5e:10:00:01", "02:00:5e:10:00:02")}
$randomMimeType ${random_choice("text/plain", "image/png", "application/json")}
$randomMonth ${random_choice("January", "April", "July", "October")}
$randomNamePrefix ${random_choice("Dr.", "Ms.", "Mr.")}
$randomNameSuffix ${random_choice("Jr.", "PhD", "MD")}
$randomNatureImage http://example.com/nature/${random_int(1000)}.jpg
$randomNightlifeImage http://example.com/nightlife/${random_int(1000)}.jpg
$randomNoun ${random_choice("river", "signal", "harbor")}
$randomPassword ${gen_random_string(15)}
$randomPeopleImage http://example.com/people/${random_int(1000)}.jpg
$randomPhoneNumber ${random_range(200, 999)}-555-0${random_range(100, 199)}
$randomPhoneNumberExt 1-${random_range(200, 999)}-555-0${random_range(100, 199)}
$randomPhrase The ${random_choice("open", "virtual")} ${random_choice("signal", "sensor")} is down
$randomPrice ${random_int(1000)}.99
$randomProduct ${random_choice("Chair", "Lamp", "Keyboard")}
$randomProductAdjective ${random_choice("Small", "Sturdy", "Quiet")}
$randomProductMaterial ${random_choice("Wooden", "Steel", "Cotton")}
$randomProductName ${random_choice("Small Wooden Chair", "Quiet Steel Keyboard")}
$randomProtocol ${random_choice("http", "https")}
$randomSemver ${random_int(10)}.${random_int(10)}.${random_int(10)}
$randomSportsImage http://example.com/sports/${random_int(1000)}.jpg
$randomStreetAddress ${random_range(1, 999)} ${random_choice("Harbor Street", "Mill Lane")}
$randomStreetName ${random_choice("Harbor Street", "Mill Lane", "Station Road")}
$randomTransactionType ${random_choice("invoice", "payment", "deposit")}
$randomTransportImage http://example.com/transport/${random_int(1000)}.jpg
$randomUUID ${uuid()}
$randomUrl http://${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}.example
$randomUserAgent ${random_choice("Mozilla/5.0 (X11)", "Mozilla/5.0 (Windows NT 10.0)")}
$randomUserName user${random_int(100000)}
$randomVerb ${random_choice("connect", "parse", "copy")}
$randomWeekday ${random_choice("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")}
$randomWord ${random_choice("amber", "river", "signal", "copper", "harbor", "meadow")}
$randomWords ${random_choice("amber")} ${random_choice("amber")} ${random_choice("amber")}
$timestamp ${timestamp()}
)table";

}  // namespace

std::string dynamicVariable(std::string_view name) {
  if (!name.starts_with('$') || name.find_first_of(" \n") != std::string_view::npos) return {};
  const std::string start = "\n" + std::string(name) + " ";
  const std::size_t line = kDynamicVariables.find(start);
  if (line == std::string_view::npos) return {};
  const std::string_view rest = kDynamicVariables.substr(line + start.size());
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace hrp::import
