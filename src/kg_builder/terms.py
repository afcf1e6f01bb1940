"""Generated from ontology/*.ttl by `make terms`; do not edit."""

from typing import Final

from pyoxigraph import NamedNode


class Codescheme:
    """https://w3id.org/livelihood/codescheme/"""

    gb_t_10114: Final = NamedNode("https://w3id.org/livelihood/codescheme/gb-t-10114")
    """China's codes of nine digits for townships."""

    gb_t_2260: Final = NamedNode("https://w3id.org/livelihood/codescheme/gb-t-2260")
    """China's codes of six digits for provinces, prefectures and counties."""

    nbs_division: Final = NamedNode("https://w3id.org/livelihood/codescheme/nbs-division")
    """The codes of twelve digits for villages that China's National Bureau of Statistics assigns."""


class Comparator:
    """https://w3id.org/livelihood/comparator/"""

    about: Final = NamedNode("https://w3id.org/livelihood/comparator/about")
    """The true number is near the printed one, on either side."""

    at_least: Final = NamedNode("https://w3id.org/livelihood/comparator/at-least")
    """The true number is the printed one or above it."""

    at_most: Final = NamedNode("https://w3id.org/livelihood/comparator/at-most")
    """The true number is the printed one or below it."""

    exact: Final = NamedNode("https://w3id.org/livelihood/comparator/exact")
    """The number is printed without a hedge."""

    more_than: Final = NamedNode("https://w3id.org/livelihood/comparator/more-than")
    """The true number is above the printed one."""

    nearly: Final = NamedNode("https://w3id.org/livelihood/comparator/nearly")
    """The true number is a little below the printed one."""


class DCAT:
    """http://www.w3.org/ns/dcat#"""

    DataService: Final = NamedNode("http://www.w3.org/ns/dcat#DataService")
    """Data service"""

    Dataset: Final = NamedNode("http://www.w3.org/ns/dcat#Dataset")
    """Dataset"""

    Distribution: Final = NamedNode("http://www.w3.org/ns/dcat#Distribution")
    """Distribution"""

    accessService: Final = NamedNode("http://www.w3.org/ns/dcat#accessService")
    """data access service"""

    accessURL: Final = NamedNode("http://www.w3.org/ns/dcat#accessURL")
    """access address"""

    byteSize: Final = NamedNode("http://www.w3.org/ns/dcat#byteSize")
    """byte size"""

    compressFormat: Final = NamedNode("http://www.w3.org/ns/dcat#compressFormat")
    """compression format"""

    dataset: Final = NamedNode("http://www.w3.org/ns/dcat#dataset")
    """dataset"""

    distribution: Final = NamedNode("http://www.w3.org/ns/dcat#distribution")
    """distribution"""

    downloadURL: Final = NamedNode("http://www.w3.org/ns/dcat#downloadURL")
    """download URL"""

    endpointURL: Final = NamedNode("http://www.w3.org/ns/dcat#endpointURL")
    """service end point"""

    keyword: Final = NamedNode("http://www.w3.org/ns/dcat#keyword")
    """keyword"""

    landingPage: Final = NamedNode("http://www.w3.org/ns/dcat#landingPage")
    """landing page"""

    mediaType: Final = NamedNode("http://www.w3.org/ns/dcat#mediaType")
    """media type"""

    servesDataset: Final = NamedNode("http://www.w3.org/ns/dcat#servesDataset")
    """serves dataset"""

    theme: Final = NamedNode("http://www.w3.org/ns/dcat#theme")
    """theme"""

    version: Final = NamedNode("http://www.w3.org/ns/dcat#version")
    """version"""


class DCT:
    """http://purl.org/dc/terms/"""

    conformsTo: Final = NamedNode("http://purl.org/dc/terms/conformsTo")
    """Conforms To"""

    description: Final = NamedNode("http://purl.org/dc/terms/description")
    """Description"""

    format: Final = NamedNode("http://purl.org/dc/terms/format")
    """Format"""

    hasPart: Final = NamedNode("http://purl.org/dc/terms/hasPart")
    """Has Part"""

    identifier: Final = NamedNode("http://purl.org/dc/terms/identifier")
    """Identifier"""

    isPartOf: Final = NamedNode("http://purl.org/dc/terms/isPartOf")
    """Is Part Of"""

    isReplacedBy: Final = NamedNode("http://purl.org/dc/terms/isReplacedBy")
    """Is Replaced By"""

    issued: Final = NamedNode("http://purl.org/dc/terms/issued")
    """Date Issued"""

    language: Final = NamedNode("http://purl.org/dc/terms/language")
    """Language"""

    license: Final = NamedNode("http://purl.org/dc/terms/license")
    """License"""

    publisher: Final = NamedNode("http://purl.org/dc/terms/publisher")
    """Publisher"""

    replaces: Final = NamedNode("http://purl.org/dc/terms/replaces")
    """Replaces"""

    rights: Final = NamedNode("http://purl.org/dc/terms/rights")
    """Rights"""

    source: Final = NamedNode("http://purl.org/dc/terms/source")
    """Source"""

    spatial: Final = NamedNode("http://purl.org/dc/terms/spatial")
    """Spatial Coverage"""

    title: Final = NamedNode("http://purl.org/dc/terms/title")
    """Title"""


class Flag:
    """https://w3id.org/livelihood/flag/"""

    beneficiary_inferred: Final = NamedNode("https://w3id.org/livelihood/flag/beneficiary-inferred")
    """The beneficiary group is inferred, since the source does not name it here."""

    code_uncertain: Final = NamedNode("https://w3id.org/livelihood/flag/code-uncertain")
    """No official code is found, or the one given is not certain."""

    contradicted: Final = NamedNode("https://w3id.org/livelihood/flag/contradicted")
    """Another number, in this source or another, contradicts this one."""

    date_estimated: Final = NamedNode("https://w3id.org/livelihood/flag/date-estimated")
    """A date is inferred, since the source does not give it."""

    date_from_publication: Final = NamedNode("https://w3id.org/livelihood/flag/date-from-publication")
    """A date is worked out from the day that the source was issued."""

    machine_translated_name: Final = NamedNode("https://w3id.org/livelihood/flag/machine-translated-name")
    """A name reached the source by machine translation and is identified by other means."""

    name_uncertain: Final = NamedNode("https://w3id.org/livelihood/flag/name-uncertain")
    """The proper name is not certain."""

    parent_not_in_source: Final = NamedNode("https://w3id.org/livelihood/flag/parent-not-in-source")
    """The wider region or program is not named in the source and is known or inferred from elsewhere."""

    plan_worded_as_done: Final = NamedNode("https://w3id.org/livelihood/flag/plan-worded-as-done")
    """Something planned is worded as if it were done."""

    region_inferred: Final = NamedNode("https://w3id.org/livelihood/flag/region-inferred")
    """The region is inferred, since the source does not name it here."""

    scope_unclear: Final = NamedNode("https://w3id.org/livelihood/flag/scope-unclear")
    """The source does not say clearly what is counted or among what."""

    status_inferred: Final = NamedNode("https://w3id.org/livelihood/flag/status-inferred")
    """How far the program has come is inferred, since the source does not say it."""

    unit_doubtful: Final = NamedNode("https://w3id.org/livelihood/flag/unit-doubtful")
    """The unit that the source prints can hardly be right."""


class GEO:
    """http://www.opengis.net/ont/geosparql#"""

    Feature: Final = NamedNode("http://www.opengis.net/ont/geosparql#Feature")
    """Feature"""

    sfWithin: Final = NamedNode("http://www.opengis.net/ont/geosparql#sfWithin")
    """within"""

    wktLiteral: Final = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
    """Well-known Text Literal"""


class LH:
    """https://w3id.org/livelihood/ns#"""

    BeneficiaryGroup: Final = NamedNode("https://w3id.org/livelihood/ns#BeneficiaryGroup")
    """A kind of beneficiary as a concept, never a list of people."""

    Citation: Final = NamedNode("https://w3id.org/livelihood/ns#Citation")
    """The exact place in a source, from the first Unicode code point to the one after the last, counted in its text, in one of its pages or in one cell of its table."""

    Figure: Final = NamedNode("https://w3id.org/livelihood/ns#Figure")
    """One number that a source reports, with all that it is about, always also a Measurement or a Target."""

    Indicator: Final = NamedNode("https://w3id.org/livelihood/ns#Indicator")
    """What is counted or measured, with one unit and one measure, or with a unit alone for an umbrella that only gathers narrower ones."""

    Measurement: Final = NamedNode("https://w3id.org/livelihood/ns#Measurement")
    """A figure for what was so or was done."""

    Organization: Final = NamedNode("https://w3id.org/livelihood/ns#Organization")
    """A public body that runs a program or publishes a source, never a person."""

    Period: Final = NamedNode("https://w3id.org/livelihood/ns#Period")
    """A period that sources call by name, such as a five-year plan."""

    Program: Final = NamedNode("https://w3id.org/livelihood/ns#Program")
    """A public service, policy, campaign or project that is run for people in some region."""

    Region: Final = NamedNode("https://w3id.org/livelihood/ns#Region")
    """An administrative area at any level, from nation to village."""

    Series: Final = NamedNode("https://w3id.org/livelihood/ns#Series")
    """The figures of one region, program, indicator and beneficiary group, comparable over time."""

    Source: Final = NamedNode("https://w3id.org/livelihood/ns#Source")
    """A text, table or page that figures are read from, fixed by the digest of its bytes."""

    Target: Final = NamedNode("https://w3id.org/livelihood/ns#Target")
    """A figure for what was planned, promised or required."""

    Theme: Final = NamedNode("https://w3id.org/livelihood/ns#Theme")
    """A policy area that programs belong to."""

    Unit: Final = NamedNode("https://w3id.org/livelihood/ns#Unit")
    """A unit of measure or the kind of thing that is counted."""

    base: Final = NamedNode("https://w3id.org/livelihood/ns#base")
    """The figure that is compared with: the whole of a share, or the earlier number of a multiple, a change or a growth."""

    basePopulation: Final = NamedNode("https://w3id.org/livelihood/ns#basePopulation")
    """The group that a share is of, where the source gives no number for it."""

    baseYear: Final = NamedNode("https://w3id.org/livelihood/ns#baseYear")
    """The year compared with, where the source gives no number for it."""

    beneficiary: Final = NamedNode("https://w3id.org/livelihood/ns#beneficiary")
    """The group that a program is for or a figure counts; a figure has exactly one, inherited from its program where the source names none."""

    citation: Final = NamedNode("https://w3id.org/livelihood/ns#citation")
    """The place in the source that states it: the token of a figure, or a short mention of a program."""

    code: Final = NamedNode("https://w3id.org/livelihood/ns#code")
    """The official division code of a region, in the scheme that lh:codeScheme names."""

    codePattern: Final = NamedNode("https://w3id.org/livelihood/ns#codePattern")
    """The regular expression that every code of a code scheme fits."""

    codeScheme: Final = NamedNode("https://w3id.org/livelihood/ns#codeScheme")
    """The list that the code of a region is from, such as GB/T 2260 for China."""

    codesWithin: Final = NamedNode("https://w3id.org/livelihood/ns#codesWithin")
    """A code scheme whose codes of the wider regions, without their closing zeros, begin the codes of this one."""

    column: Final = NamedNode("https://w3id.org/livelihood/ns#column")
    """The column of a table that a citation is in, counted from 1."""

    comparator: Final = NamedNode("https://w3id.org/livelihood/ns#comparator")
    """How the source hedges the number: exact, about, more than, at least, nearly or at most."""

    compares: Final = NamedNode("https://w3id.org/livelihood/ns#compares")
    """The figure that is compared: the part of a share, or the later number of a multiple, a change or a growth."""

    conflictsWith: Final = NamedNode("https://w3id.org/livelihood/ns#conflictsWith")
    """A figure with a different number for the same thing, from another source or from another place in this one."""

    converted: Final = NamedNode("https://w3id.org/livelihood/ns#converted")
    """The source's own conversion of the value, in lh:convertedUnit."""

    convertedUnit: Final = NamedNode("https://w3id.org/livelihood/ns#convertedUnit")
    """The unit of the converted value, which differs from the unit of the figure."""

    end: Final = NamedNode("https://w3id.org/livelihood/ns#end")
    """The last day covered, or the day that a figure is as of; a target without a printed date has that of its source, flagged."""

    extraction: Final = NamedNode("https://w3id.org/livelihood/ns#extraction")
    """What read the text of a source from its bytes, with its version and settings, where the bytes are not the text themselves."""

    fingerprint: Final = NamedNode("https://w3id.org/livelihood/ns#fingerprint")
    """The first 16 hexadecimal digits of a SHA-256 over the normalized token and up to eight letters or digits on each side, or the labels of its row and of its column where it is in a table."""

    flag: Final = NamedNode("https://w3id.org/livelihood/ns#flag")
    """Something that a reader should know, such as an estimated date or an unclear scope, told in words by skos:editorialNote."""

    indicator: Final = NamedNode("https://w3id.org/livelihood/ns#indicator")
    """What the number counts or measures."""

    isoCode: Final = NamedNode("https://w3id.org/livelihood/ns#isoCode")
    """The ISO 3166 code of a nation or of a province."""

    latest: Final = NamedNode("https://w3id.org/livelihood/ns#latest")
    """True on the newest preferred measurement of each series, absent on all others."""

    level: Final = NamedNode("https://w3id.org/livelihood/ns#level")
    """The level of a region: nation, province, prefecture, county, township or village."""

    max: Final = NamedNode("https://w3id.org/livelihood/ns#max")
    """The most that the true number can be, by the words and the rounding, absent where they set no such bound."""

    measure: Final = NamedNode("https://w3id.org/livelihood/ns#measure")
    """Whether an indicator is a stock, a flow or a rate; rates are never summed."""

    min: Final = NamedNode("https://w3id.org/livelihood/ns#min")
    """The least that the true number can be, by the words and the rounding, absent where they set no such bound."""

    months: Final = NamedNode("https://w3id.org/livelihood/ns#months")
    """The number of calendar months that the span from start to end touches."""

    operation: Final = NamedNode("https://w3id.org/livelihood/ns#operation")
    """How a figure relates one number to another: as a share, a multiple, a change or a growth rate."""

    operator: Final = NamedNode("https://w3id.org/livelihood/ns#operator")
    """The public body that runs a program."""

    page: Final = NamedNode("https://w3id.org/livelihood/ns#page")
    """The page of a paged source that a citation is on, counted from 1 by the file and not as printed."""

    partOf: Final = NamedNode("https://w3id.org/livelihood/ns#partOf")
    """The wider program that this one belongs to."""

    period: Final = NamedNode("https://w3id.org/livelihood/ns#period")
    """The named period that a figure falls in, where the source names one."""

    point: Final = NamedNode("https://w3id.org/livelihood/ns#point")
    """A representative point of a region in WGS 84, longitude first, given only together with a dct:source for it."""

    precision: Final = NamedNode("https://w3id.org/livelihood/ns#precision")
    """The size of the last printed digit in whole units, so that for 8.34 trillion it is 10 billion."""

    program: Final = NamedNode("https://w3id.org/livelihood/ns#program")
    """The program that a figure is about."""

    rank: Final = NamedNode("https://w3id.org/livelihood/ns#rank")
    """Whether a figure is preferred, normal or deprecated; it is normal when this is absent."""

    rateOf: Final = NamedNode("https://w3id.org/livelihood/ns#rateOf")
    """The indicator whose share, price, average or change this rate is."""

    recomputed: Final = NamedNode("https://w3id.org/livelihood/ns#recomputed")
    """The builder's own result of the operation, from the values of the linked figures."""

    region: Final = NamedNode("https://w3id.org/livelihood/ns#region")
    """The region that a program runs in, that a figure is reported for or that an organization is responsible for."""

    replaces: Final = NamedNode("https://w3id.org/livelihood/ns#replaces")
    """The figure that this one corrects."""

    row: Final = NamedNode("https://w3id.org/livelihood/ns#row")
    """The row of a table that a citation is in, counted from 1 with its headers."""

    scale: Final = NamedNode("https://w3id.org/livelihood/ns#scale")
    """What the printed number is multiplied by to give the value, where the source says so elsewhere, as the heading of a table does."""

    sdgTarget: Final = NamedNode("https://w3id.org/livelihood/ns#sdgTarget")
    """A target of the UN Sustainable Development Goals that a program serves, in the curator's judgement."""

    series: Final = NamedNode("https://w3id.org/livelihood/ns#series")
    """The series that a figure belongs to, derived from its region, program, indicator and beneficiary group."""

    sha256: Final = NamedNode("https://w3id.org/livelihood/ns#sha256")
    """The SHA-256 digest of the source's bytes, in lower-case hexadecimal."""

    source: Final = NamedNode("https://w3id.org/livelihood/ns#source")
    """The source that a figure, a program or a citation is read from; a program may have several."""

    start: Final = NamedNode("https://w3id.org/livelihood/ns#start")
    """The first day covered."""

    status: Final = NamedNode("https://w3id.org/livelihood/ns#status")
    """How far a program has come: planned, started, ongoing or completed."""

    statusAsOf: Final = NamedNode("https://w3id.org/livelihood/ns#statusAsOf")
    """The day that the status of a program was known for."""

    subsetOf: Final = NamedNode("https://w3id.org/livelihood/ns#subsetOf")
    """The measurement, in the same unit, that what this one counts is counted among."""

    target: Final = NamedNode("https://w3id.org/livelihood/ns#target")
    """The target that this measurement is the result for."""

    textSha256: Final = NamedNode("https://w3id.org/livelihood/ns#textSha256")
    """The SHA-256 digest of the text in UTF-8 that was extracted from the source's bytes, so that another extraction is noticed."""

    theme: Final = NamedNode("https://w3id.org/livelihood/ns#theme")
    """A policy area of a program."""

    timeKind: Final = NamedNode("https://w3id.org/livelihood/ns#timeKind")
    """Whether a figure is as of a day, during a span, since a start, or a baseline."""

    unit: Final = NamedNode("https://w3id.org/livelihood/ns#unit")
    """The unit of a figure's value, which is always the one unit of its indicator."""

    value: Final = NamedNode("https://w3id.org/livelihood/ns#value")
    """The number as stated, in whole units, so that 26.58 million is 26580000 and 98 percent is 98."""

    verdict: Final = NamedNode("https://w3id.org/livelihood/ns#verdict")
    """Whether the recomputed number agrees with the reported one, agrees within the rounding of its parts, or disagrees."""

    within: Final = NamedNode("https://w3id.org/livelihood/ns#within")
    """The next wider region that is recorded, so that lh:within* walks up to the nation."""

    year: Final = NamedNode("https://w3id.org/livelihood/ns#year")
    """The year of a figure's end, as a plain integer that any engine can sort and compare."""


class Level:
    """https://w3id.org/livelihood/level/"""

    county: Final = NamedNode("https://w3id.org/livelihood/level/county")
    """A division of the third order, such as a county, a district or a county-level city."""

    nation: Final = NamedNode("https://w3id.org/livelihood/level/nation")
    """A whole country."""

    prefecture: Final = NamedNode("https://w3id.org/livelihood/level/prefecture")
    """A division of the second order, such as a prefecture-level city."""

    province: Final = NamedNode("https://w3id.org/livelihood/level/province")
    """A division of the first order, such as a province or a municipality under the central government."""

    township: Final = NamedNode("https://w3id.org/livelihood/level/township")
    """A division of the fourth order, such as a town, a township or a subdistrict."""

    village: Final = NamedNode("https://w3id.org/livelihood/level/village")
    """A village or an urban residential community."""


class Measure:
    """https://w3id.org/livelihood/measure/"""

    flow: Final = NamedNode("https://w3id.org/livelihood/measure/flow")
    """How many were done or came about over a span."""

    rate: Final = NamedNode("https://w3id.org/livelihood/measure/rate")
    """A share, price, average or change, which is never summed."""

    stock: Final = NamedNode("https://w3id.org/livelihood/measure/stock")
    """How many there are at a moment."""


class OA:
    """http://www.w3.org/ns/oa#"""

    TextPositionSelector: Final = NamedNode("http://www.w3.org/ns/oa#TextPositionSelector")
    """TextPositionSelector"""

    end: Final = NamedNode("http://www.w3.org/ns/oa#end")
    """end"""

    exact: Final = NamedNode("http://www.w3.org/ns/oa#exact")
    """exact"""

    start: Final = NamedNode("http://www.w3.org/ns/oa#start")
    """start"""


class OWL:
    """http://www.w3.org/2002/07/owl#"""

    Class: Final = NamedNode("http://www.w3.org/2002/07/owl#Class")
    """Class"""

    DatatypeProperty: Final = NamedNode("http://www.w3.org/2002/07/owl#DatatypeProperty")
    """DatatypeProperty"""

    ObjectProperty: Final = NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")
    """ObjectProperty"""

    Ontology: Final = NamedNode("http://www.w3.org/2002/07/owl#Ontology")
    """Ontology"""

    SymmetricProperty: Final = NamedNode("http://www.w3.org/2002/07/owl#SymmetricProperty")
    """SymmetricProperty"""

    deprecated: Final = NamedNode("http://www.w3.org/2002/07/owl#deprecated")
    """deprecated"""

    disjointWith: Final = NamedNode("http://www.w3.org/2002/07/owl#disjointWith")
    """disjointWith"""

    versionIRI: Final = NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
    """versionIRI"""

    versionInfo: Final = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
    """versionInfo"""


class Operation:
    """https://w3id.org/livelihood/operation/"""

    change: Final = NamedNode("https://w3id.org/livelihood/operation/change")
    """The difference from the base in percent of the base."""

    growth: Final = NamedNode("https://w3id.org/livelihood/operation/growth")
    """The average change per year in percent, compounded over the span."""

    multiple: Final = NamedNode("https://w3id.org/livelihood/operation/multiple")
    """The later or larger number divided by the base."""

    share: Final = NamedNode("https://w3id.org/livelihood/operation/share")
    """The part in percent of its whole."""


class PROV:
    """http://www.w3.org/ns/prov#"""

    Activity: Final = NamedNode("http://www.w3.org/ns/prov#Activity")
    """Activity"""

    Entity: Final = NamedNode("http://www.w3.org/ns/prov#Entity")
    """Entity"""

    Organization: Final = NamedNode("http://www.w3.org/ns/prov#Organization")
    """Organization"""

    SoftwareAgent: Final = NamedNode("http://www.w3.org/ns/prov#SoftwareAgent")
    """SoftwareAgent"""

    used: Final = NamedNode("http://www.w3.org/ns/prov#used")
    """used"""

    wasAssociatedWith: Final = NamedNode("http://www.w3.org/ns/prov#wasAssociatedWith")
    """wasAssociatedWith"""

    wasDerivedFrom: Final = NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    """wasDerivedFrom"""

    wasGeneratedBy: Final = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    """wasGeneratedBy"""

    wasRevisionOf: Final = NamedNode("http://www.w3.org/ns/prov#wasRevisionOf")
    """wasRevisionOf"""


class RDF:
    """http://www.w3.org/1999/02/22-rdf-syntax-ns#"""

    Property: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#Property")
    """Property"""

    first: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
    """first"""

    langString: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
    """langString"""

    nil: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
    """nil"""

    rest: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
    """rest"""

    type: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    """type"""


class RDFS:
    """http://www.w3.org/2000/01/rdf-schema#"""

    comment: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
    """comment"""

    domain: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#domain")
    """domain"""

    isDefinedBy: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
    """isDefinedBy"""

    label: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    """label"""

    range: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#range")
    """range"""

    seeAlso: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
    """seeAlso"""

    subClassOf: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    """subClassOf"""

    subPropertyOf: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")
    """subPropertyOf"""


class Rank:
    """https://w3id.org/livelihood/rank/"""

    deprecated: Final = NamedNode("https://w3id.org/livelihood/rank/deprecated")
    """A number that is known to be wrong or superseded, kept for the record."""

    normal: Final = NamedNode("https://w3id.org/livelihood/rank/normal")
    """A number like any other."""

    preferred: Final = NamedNode("https://w3id.org/livelihood/rank/preferred")
    """The number to use where several are reported for the same thing."""


class SCHEMA:
    """https://schema.org/"""

    domainIncludes: Final = NamedNode("https://schema.org/domainIncludes")
    """domainIncludes"""

    url: Final = NamedNode("https://schema.org/url")
    """url"""


class SH:
    """http://www.w3.org/ns/shacl#"""

    IRI: Final = NamedNode("http://www.w3.org/ns/shacl#IRI")
    """IRI"""

    NodeShape: Final = NamedNode("http://www.w3.org/ns/shacl#NodeShape")
    """node shape"""

    PropertyShape: Final = NamedNode("http://www.w3.org/ns/shacl#PropertyShape")
    """property shape"""

    Violation: Final = NamedNode("http://www.w3.org/ns/shacl#Violation")
    """violation"""

    Warning: Final = NamedNode("http://www.w3.org/ns/shacl#Warning")
    """warning"""

    alternativePath: Final = NamedNode("http://www.w3.org/ns/shacl#alternativePath")
    """alternative path"""

    class_: Final = NamedNode("http://www.w3.org/ns/shacl#class")
    """class"""

    datatype: Final = NamedNode("http://www.w3.org/ns/shacl#datatype")
    """datatype"""

    disjoint: Final = NamedNode("http://www.w3.org/ns/shacl#disjoint")
    """disjoint"""

    equals: Final = NamedNode("http://www.w3.org/ns/shacl#equals")
    """equals"""

    focusNode: Final = NamedNode("http://www.w3.org/ns/shacl#focusNode")
    """focus node"""

    hasValue: Final = NamedNode("http://www.w3.org/ns/shacl#hasValue")
    """has value"""

    in_: Final = NamedNode("http://www.w3.org/ns/shacl#in")
    """in"""

    inversePath: Final = NamedNode("http://www.w3.org/ns/shacl#inversePath")
    """inverse path"""

    lessThan: Final = NamedNode("http://www.w3.org/ns/shacl#lessThan")
    """less than"""

    lessThanOrEquals: Final = NamedNode("http://www.w3.org/ns/shacl#lessThanOrEquals")
    """less than or equals"""

    maxCount: Final = NamedNode("http://www.w3.org/ns/shacl#maxCount")
    """max count"""

    maxExclusive: Final = NamedNode("http://www.w3.org/ns/shacl#maxExclusive")
    """max exclusive"""

    maxInclusive: Final = NamedNode("http://www.w3.org/ns/shacl#maxInclusive")
    """max inclusive"""

    maxLength: Final = NamedNode("http://www.w3.org/ns/shacl#maxLength")
    """max length"""

    message: Final = NamedNode("http://www.w3.org/ns/shacl#message")
    """message"""

    minCount: Final = NamedNode("http://www.w3.org/ns/shacl#minCount")
    """min count"""

    minExclusive: Final = NamedNode("http://www.w3.org/ns/shacl#minExclusive")
    """min exclusive"""

    minInclusive: Final = NamedNode("http://www.w3.org/ns/shacl#minInclusive")
    """min inclusive"""

    minLength: Final = NamedNode("http://www.w3.org/ns/shacl#minLength")
    """min length"""

    nodeKind: Final = NamedNode("http://www.w3.org/ns/shacl#nodeKind")
    """node kind"""

    not_: Final = NamedNode("http://www.w3.org/ns/shacl#not")
    """not"""

    or_: Final = NamedNode("http://www.w3.org/ns/shacl#or")
    """or"""

    path: Final = NamedNode("http://www.w3.org/ns/shacl#path")
    """path"""

    pattern: Final = NamedNode("http://www.w3.org/ns/shacl#pattern")
    """pattern"""

    property: Final = NamedNode("http://www.w3.org/ns/shacl#property")
    """property"""

    result: Final = NamedNode("http://www.w3.org/ns/shacl#result")
    """result"""

    severity: Final = NamedNode("http://www.w3.org/ns/shacl#severity")
    """severity"""

    sourceShape: Final = NamedNode("http://www.w3.org/ns/shacl#sourceShape")
    """source shape"""

    targetClass: Final = NamedNode("http://www.w3.org/ns/shacl#targetClass")
    """target class"""

    targetSubjectsOf: Final = NamedNode("http://www.w3.org/ns/shacl#targetSubjectsOf")
    """target subjects of"""

    uniqueLang: Final = NamedNode("http://www.w3.org/ns/shacl#uniqueLang")
    """unique lang"""

    value: Final = NamedNode("http://www.w3.org/ns/shacl#value")
    """value"""

    xone: Final = NamedNode("http://www.w3.org/ns/shacl#xone")
    """xone"""


class SKOS:
    """http://www.w3.org/2004/02/skos/core#"""

    Concept: Final = NamedNode("http://www.w3.org/2004/02/skos/core#Concept")
    """Concept"""

    ConceptScheme: Final = NamedNode("http://www.w3.org/2004/02/skos/core#ConceptScheme")
    """Concept Scheme"""

    altLabel: Final = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    """alternative label"""

    broader: Final = NamedNode("http://www.w3.org/2004/02/skos/core#broader")
    """has broader"""

    closeMatch: Final = NamedNode("http://www.w3.org/2004/02/skos/core#closeMatch")
    """has close match"""

    definition: Final = NamedNode("http://www.w3.org/2004/02/skos/core#definition")
    """definition"""

    editorialNote: Final = NamedNode("http://www.w3.org/2004/02/skos/core#editorialNote")
    """editorial note"""

    exactMatch: Final = NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    """has exact match"""

    hasTopConcept: Final = NamedNode("http://www.w3.org/2004/02/skos/core#hasTopConcept")
    """has top concept"""

    inScheme: Final = NamedNode("http://www.w3.org/2004/02/skos/core#inScheme")
    """is in scheme"""

    notation: Final = NamedNode("http://www.w3.org/2004/02/skos/core#notation")
    """notation"""

    prefLabel: Final = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    """preferred label"""

    topConceptOf: Final = NamedNode("http://www.w3.org/2004/02/skos/core#topConceptOf")
    """is top concept in scheme"""


class SPDX:
    """http://spdx.org/rdf/terms#"""

    Checksum: Final = NamedNode("http://spdx.org/rdf/terms#Checksum")
    """Checksum"""

    algorithm: Final = NamedNode("http://spdx.org/rdf/terms#algorithm")
    """algorithm"""

    checksum: Final = NamedNode("http://spdx.org/rdf/terms#checksum")
    """checksum"""

    checksumAlgorithm_sha256: Final = NamedNode("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")
    """SHA-256"""

    checksumValue: Final = NamedNode("http://spdx.org/rdf/terms#checksumValue")
    """checksum value"""


class Status:
    """https://w3id.org/livelihood/status/"""

    completed: Final = NamedNode("https://w3id.org/livelihood/status/completed")
    """The program has ended or has met its aim."""

    ongoing: Final = NamedNode("https://w3id.org/livelihood/status/ongoing")
    """The program is running and delivers."""

    planned: Final = NamedNode("https://w3id.org/livelihood/status/planned")
    """The program is announced or decided and has not begun."""

    started: Final = NamedNode("https://w3id.org/livelihood/status/started")
    """The program has begun and has no result yet."""


class VANN:
    """http://purl.org/vocab/vann/"""

    preferredNamespacePrefix: Final = NamedNode("http://purl.org/vocab/vann/preferredNamespacePrefix")
    """Preferred Namespace Prefix"""

    preferredNamespaceUri: Final = NamedNode("http://purl.org/vocab/vann/preferredNamespaceUri")
    """Preferred Namespace Uri"""


class VOID:
    """http://rdfs.org/ns/void#"""

    Dataset: Final = NamedNode("http://rdfs.org/ns/void#Dataset")
    """dataset"""

    DatasetDescription: Final = NamedNode("http://rdfs.org/ns/void#DatasetDescription")
    """dataset description"""

    classPartition: Final = NamedNode("http://rdfs.org/ns/void#classPartition")
    """class partition"""

    class_: Final = NamedNode("http://rdfs.org/ns/void#class")
    """class"""

    classes: Final = NamedNode("http://rdfs.org/ns/void#classes")
    """classes"""

    dataDump: Final = NamedNode("http://rdfs.org/ns/void#dataDump")
    """Data Dump"""

    distinctObjects: Final = NamedNode("http://rdfs.org/ns/void#distinctObjects")
    """distinct objects"""

    distinctSubjects: Final = NamedNode("http://rdfs.org/ns/void#distinctSubjects")
    """distinct subjects"""

    documents: Final = NamedNode("http://rdfs.org/ns/void#documents")
    """number of documents"""

    entities: Final = NamedNode("http://rdfs.org/ns/void#entities")
    """number of entities"""

    exampleResource: Final = NamedNode("http://rdfs.org/ns/void#exampleResource")
    """example resource of dataset"""

    feature: Final = NamedNode("http://rdfs.org/ns/void#feature")
    """feature"""

    inDataset: Final = NamedNode("http://rdfs.org/ns/void#inDataset")
    """in dataset"""

    properties: Final = NamedNode("http://rdfs.org/ns/void#properties")
    """number of properties"""

    property: Final = NamedNode("http://rdfs.org/ns/void#property")
    """property"""

    propertyPartition: Final = NamedNode("http://rdfs.org/ns/void#propertyPartition")
    """property partition"""

    rootResource: Final = NamedNode("http://rdfs.org/ns/void#rootResource")
    """root resource"""

    sparqlEndpoint: Final = NamedNode("http://rdfs.org/ns/void#sparqlEndpoint")
    """has a SPARQL endpoint at"""

    subset: Final = NamedNode("http://rdfs.org/ns/void#subset")
    """has subset"""

    triples: Final = NamedNode("http://rdfs.org/ns/void#triples")
    """number of triples"""

    uriSpace: Final = NamedNode("http://rdfs.org/ns/void#uriSpace")
    """has URI space"""

    vocabulary: Final = NamedNode("http://rdfs.org/ns/void#vocabulary")
    """vocabulary"""


class Verdict:
    """https://w3id.org/livelihood/verdict/"""

    agrees: Final = NamedNode("https://w3id.org/livelihood/verdict/agrees")
    """The recomputed number rounds to the reported one."""

    disagrees: Final = NamedNode("https://w3id.org/livelihood/verdict/disagrees")
    """The numbers differ by more than any rounding allows."""

    within_rounding: Final = NamedNode("https://w3id.org/livelihood/verdict/within-rounding")
    """The numbers differ by no more than the rounding of their parts allows."""


class When:
    """https://w3id.org/livelihood/when/"""

    as_of: Final = NamedNode("https://w3id.org/livelihood/when/as-of")
    """The number holds at the end of a day; a flow is then what was done up to that day, and its start may be unknown."""

    baseline: Final = NamedNode("https://w3id.org/livelihood/when/baseline")
    """The number is an earlier state that another number is set against."""

    during: Final = NamedNode("https://w3id.org/livelihood/when/during")
    """The number counts what happened from the start to the end of a span."""

    since: Final = NamedNode("https://w3id.org/livelihood/when/since")
    """The number counts what happened from a start until the source was issued."""


class XSD:
    """http://www.w3.org/2001/XMLSchema#"""

    anyURI: Final = NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
    """anyURI"""

    boolean: Final = NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    """boolean"""

    date: Final = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    """date"""

    dateTime: Final = NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
    """dateTime"""

    decimal: Final = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    """decimal"""

    double: Final = NamedNode("http://www.w3.org/2001/XMLSchema#double")
    """double"""

    hexBinary: Final = NamedNode("http://www.w3.org/2001/XMLSchema#hexBinary")
    """hexBinary"""

    integer: Final = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    """integer"""

    nonNegativeInteger: Final = NamedNode("http://www.w3.org/2001/XMLSchema#nonNegativeInteger")
    """nonNegativeInteger"""

    string: Final = NamedNode("http://www.w3.org/2001/XMLSchema#string")
    """string"""
