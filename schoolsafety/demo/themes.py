"""What the Meldcode cases of the demo are about: invented, mild, and each told from worry to decision."""

from dataclasses import dataclass

from dossiers.models import Signal

_K = Signal.Kind


@dataclass(frozen=True, slots=True)
class Theme:
    """One worry in the words of every step; `{naam}` is the child."""

    worry: str
    kinds: tuple[str, ...]
    seen: tuple[str, str]
    against: str
    frequency: str
    asked: str
    advice: str
    told: str
    reaction: str
    child: str
    agreed: str
    report_reason: str
    help_reason: str


MORNINGS = Theme(
    worry="{naam} is steeds vaker te laat, heeft geen eten bij zich en is moe. Praten hielp niet.",
    kinds=(_K.CARE, _K.LEARNING),
    seen=(
        "{naam} kwam om kwart over negen alleen de klas in en had geen eten bij zich.",
        "{naam} had dezelfde kleren aan als gisteren en viel in de kring bijna in slaap.",
    ),
    against="{naam} was deze week twee dagen op tijd, met brood en fruit in de tas.",
    frequency="Ongeveer drie keer per week, al zes weken lang.",
    asked="Wat kunnen we in de ochtend doen, en wie kan het gezin helpen?",
    advice="Vraag het gezin hoe een ochtend gaat. Het wijkteam kan snel langskomen.",
    told="Dat we {naam} vaak moe zien en zonder eten, en dat we ons zorgen maken.",
    reaction="De ouder schrok en vertelde dat de diensten op het werk veranderd zijn.",
    child="{naam} vertelde ’s ochtends zelf op te staan.",
    agreed="De ouder belt het wijkteam. We praten over twee weken weer.",
    report_reason="De afspraken zijn drie keer niet gelukt en er is nu niemand die ’s ochtends helpt.",
    help_reason="Het gezin wil hulp en het wijkteam heeft plek.",
)
TENSION = Theme(
    worry="{naam} vertelt over ruzies thuis en wil na school niet naar huis.",
    kinds=(_K.HOME, _K.CONTACT),
    seen=(
        "{naam} bleef na schooltijd zitten en vroeg of er nog iets te helpen was.",
        "{naam} tekende een huis met twee dichte deuren en zei: ‘Daar is het altijd luid.’",
    ),
    against="{naam} ging vrijdag lachend mee met de oppas.",
    frequency="Elke week een of twee keer, sinds de herfstvakantie.",
    asked="Hoe praten we hierover met beide ouders, zonder dat {naam} klem komt te zitten?",
    advice="Praat eerst met de ouders samen, en spreek af wat {naam} daarvan hoort.",
    told="Wat {naam} op school liet zien, zonder te zeggen wat er thuis zou zijn.",
    reaction="Beide ouders zeiden dat het thuis onrustig is nu ze uit elkaar gaan.",
    child="{naam} zei dat praten oplucht.",
    agreed="De ouders vragen hulp bij het uit elkaar gaan. {naam} praat elke week met de IB’er.",
    report_reason="De ruzies gaan door waar {naam} bij is, en de hulp is niet begonnen.",
    help_reason="Een gesprek per week op school geeft {naam} rust.",
)
ALONE = Theme(
    worry="{naam} is veel alleen thuis en zorgt voor een jonger kind in het gezin.",
    kinds=(_K.UPBRINGING, _K.BEHAVIOUR),
    seen=(
        "{naam} moest tijdens de les twee keer bellen of het thuis goed ging.",
        "{naam} haalde een jonger kind op bij groep 2 en zei dat er niemand anders was.",
    ),
    against="De buurvrouw vertelde aan het hek dat zij ’s middags thuis is en oplet.",
    frequency="Op dinsdag en donderdag, voor zover we weten.",
    asked="Wat mag je van een kind van deze leeftijd vragen?",
    advice="Breng in kaart wie er helpt. Het sociaal team kan meedenken over opvang.",
    told="Dat {naam} veel zorg draagt en minder aandacht voor school heeft.",
    reaction="De ouder was opgelucht dat we erover begonnen.",
    child="{naam} zei graag te helpen, maar ook weer te willen voetballen.",
    agreed="Opvang op twee middagen, en in januari kijken we samen terug.",
    report_reason="Er is in die weken geen opvang gekomen en {naam} is nog vaak alleen.",
    help_reason="Met opvang op twee middagen kan {naam} weer kind zijn.",
)
NIGHT = Theme(
    worry="{naam} vertelde zelf dat het vannacht thuis niet veilig was, en durft niet naar huis.",
    kinds=(_K.HOME, _K.CONTACT),
    seen=(
        "{naam} zat om acht uur al bij het hek en zei: ‘Ik ben vannacht buiten geweest.’",
        "{naam} vroeg drie keer of iemand thuis kon bellen, en begon te huilen.",
    ),
    against="{naam} vertelde dat opa vaak komt en dat het dan rustig is.",
    frequency="Vandaag voor het eerst zo. Eerder waren er twee kleine signalen.",
    asked="Is {naam} vanavond veilig, en wie praat er met de ouders?",
    advice="Meld het meteen. Veilig Thuis belt het gezin vandaag zelf.",
    told="Dat {naam} naar ons toe kwam en dat we dat niet voor ons konden houden.",
    reaction="De ouder werd boos en zei daarna dat het zo niet verder kan.",
    child="{naam} zei blij te zijn dat iemand luistert.",
    agreed="{naam} logeert dit weekend bij opa. Maandag bellen we samen met Veilig Thuis.",
    report_reason="{naam} was vannacht niet veilig en we weten niet hoe het vanavond is.",
    help_reason="Op school is er elke dag iemand bij wie {naam} terechtkan.",
)
QUIET = Theme(
    worry="{naam} praat al weken bijna niet meer en schrikt van harde stemmen.",
    kinds=(_K.BEHAVIOUR, _K.HOME),
    seen=(
        "{naam} zei vandaag in de kring niets en hield de armen om zich heen.",
        "{naam} kroop onder de tafel toen er op de gang iemand riep.",
    ),
    against="Bij de muziekles zong {naam} mee en lachte.",
    frequency="Bijna elke dag, sinds een maand.",
    asked="Welk gedrag zie jij bij {naam}, en wanneer is het anders?",
    advice="Houd een week bij wanneer {naam} stil is, en praat daarna met de ouders.",
    told="Wat we zien, op welke dagen, en dat we willen begrijpen wat er is.",
    reaction="De ouders vertelden dat er thuis veel geschreeuwd wordt, en dat ze dat anders willen.",
    child="{naam} tekende liever dan te praten.",
    agreed="De ouders praten met de hulp in de wijk. Op school is er elke dag een rustig kwartier.",
    report_reason="Het schreeuwen gaat door en {naam} wordt steeds stiller.",
    help_reason="De ouders willen leren hoe het anders kan, en de hulp in de wijk kan beginnen.",
)
