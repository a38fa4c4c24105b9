#!/usr/bin/env bash
# XPath 1.0 in Java 17, lxml 6.1.3 (libxml2 2.14), elementpath 5.1.4 and npm's xpath 0.0.34:
# `count(//price[. > 100])` is 0, 1, 2 and 0 for one document, `count(//price[number(.) > 100])` 0, 1, 2, 2.
#
# XPath 1.0 knows numbers such as 150 and 150.5 only; everything else is NaN and greater than nothing, and
# both spellings mean the same. Java keeps to that. libxml2 takes exponents too, elementpath also a plus
# sign, and npm's xpath, inside number() alone, all that JavaScript's Number() takes, hexadecimal too.
# And libxml2 writes numbers with 15 digits: one of 16 digits that went through number(), sum() or `+ 0`
# comes out rounded, with an exponent.
# For a load test: an extractor or assertion moved from JMeter (Java) to a Python or Node script finds other
# nodes in the same answers, without an error; an order number taken with number(//id) asks for an order
# that does not exist. Select text, and compare it outside of XPath.
#
# Seen, prices "1e3" and "+150", Java, lxml, elementpath, xpath: 0 1 2 0, with number() 0 1 2 2; "0xff" with
# number(): 0 0 - 1. string(number(//id)) of 1234567890123456: lxml 1.23456789012346e+15, Java and xpath
# the number itself.
source "$(dirname "$0")/lib.sh"
py_packages lxml==6.1.3 elementpath==5.1.4
npm_packages xpath@0.0.34 @xmldom/xmldom@0.9.12

cat >"$work/order.xml" <<'EOF'
<order><price>1e3</price><price>+150</price><tax>0xff</tax><id>1234567890123456</id></order>
EOF
hexadecimal='count(//tax[number(.) > 100])' number='count(//price[number(.) > 100])'
count='count(//price[. > 100])' id='string(number(//id))'
cat >"$work/Read.java" <<'EOF'
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.*;
import org.w3c.dom.Document;

public class Read {
  public static void main(String[] args) throws Exception {
    Document order = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(args[0]);
    XPath path = XPathFactory.newInstance().newXPath();
    for (int i = 1; i < args.length; i++) System.out.print(path.evaluate(args[i], order) + " ");
  }
}
EOF
cat >"$work/read.py" <<'EOF'
import sys
import elementpath
from lxml import etree

name, file, *expressions = sys.argv[1:]
order = etree.parse(file)
if name == "lxml":
    print(*(order.xpath(f"string({expression})") for expression in expressions))
else:
    parser = elementpath.XPath1Parser
    print(*(elementpath.select(order, expression, parser=parser) for expression in expressions))
EOF
cat >"$work/read.cjs" <<'EOF'
const xpath = require("xpath");
const { DOMParser } = require("@xmldom/xmldom");
const [file, ...expressions] = process.argv.slice(2);
const order = new DOMParser().parseFromString(require("fs").readFileSync(file, "utf8"), "text/xml");
console.log(...expressions.map((expression) => xpath.select(expression, order)));
EOF
expressions=("$count" "$number" "$id" "$hexadecimal")
read -r java_count java_number java_id java_tax < <(java "$work/Read.java" "$work/order.xml" "${expressions[@]}"; echo)
read -r lxml_count lxml_number lxml_id lxml_tax < <("$py" "$work/read.py" lxml "$work/order.xml" "${expressions[@]}")
read -r path_count path_number < <("$py" "$work/read.py" elementpath "$work/order.xml" "$count" "$number")
read -r node_count node_number node_id node_tax < <(cd "$work" && node read.cjs order.xml "${expressions[@]}")
echo "$count: Java $java_count, lxml $lxml_count, elementpath $path_count, xpath $node_count"
echo "$number: Java $java_number, lxml $lxml_number, elementpath $path_number, xpath $node_number"
echo "$hexadecimal: Java $java_tax, lxml $lxml_tax, xpath $node_tax"
echo "$id: Java $java_id, lxml $lxml_id, xpath $node_id"
holds "three counts" "\"$java_count $lxml_count $path_count $node_count\" == \"0 1 2 0\""
holds "xpath changes its mind with number()" \
  "\"$java_number $lxml_number $path_number $node_number\" == \"0 1 2 2\" && \"$java_tax $lxml_tax $node_tax\" == \"0 0 1\""
holds "lxml alone changes a number of 16 digits" "\"$lxml_id\" == \"1.23456789012346e+15\" &&
  \"$java_id $node_id\" == \"1234567890123456 1234567890123456\""
finish
