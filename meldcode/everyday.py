"""Dutch words that are also names: in small letters, standing alone, they are the word.

For the summary without names (A5). What is not listed counts as the name, in capitals or small letters.
"""

from typing import Final

from writing.asides import ORDINARY

EVERYDAY: Final = ORDINARY | frozenset(
    """
    aan achter al alle alles als altijd ander andere anders avond bang bed beer bel bent best beter bij bijna
    binnen blauw blij bloem blom boer boom boos bord bos brand breed broer broek broers brood brug bruin
    buiten daar dag dagen dam dan dat de dekker deze diep dijk dik dit dochter doel dom donker dood door druk
    duif een en er eten even feest fiets fijn gans gat geel geen gelukkig geluk gezin goed goede graaf grijs
    groen groep groepen groot grote haan haas half hand hard hart heel heer heide hele hem hen herfst hert het
    heuvel hier hij hoek hoeve hof hond hoofd hoog hoop horst huis huisman hulp iemand in is ja jaar jager jas
    jong jonge jongen jonker juf jurk kaart kalf kamer kamp kan kat kerk kind kinderen klaar klas klein kleine
    klok knap koe koek kok koning kort kraan kramer krans kring kroon kuiper kwaad laag laan laat lach lam lamp
    land lang lange last leeg leeuw lente lente leven licht lief lijn linden links lokaal los maan maand maat
    mag man mannen meer meester meisje melk mens met mis moe moeder mol molen molenaar mond mooi morgen mulder
    muur naam na nacht nee neef niet nieuw nieuwe nooit noord nu om ons onder oog ook oom oor op open oud oude
    ouder ouders over paard pen plan plek poort poot post prins punt raam raar recht rechts rest rijk ring rok
    rond rood rook rug ruim rust rustig samen schaap school schilder schipper schoen schrijver slim slot smal
    smid snel som sommige speer spel spreeuw staal stad steeds steen ster sterk stil stoel stok straat strand
    streep sluis taal tafel tak tante te tegen thuis tijd timmerman toch tot trap trouw tuin uit uur vader van
    vast veel veen veld ver verder vet vink vis visser vlag vlieger vlug voet vogel vol volk voor vos vraag
    vriend vriendin vrij vroeg vroom vrouw waar wagen wal wand wang warm wat water week weer weg weinig welp
    werk west wever wiel wijk wijs winkel winter wit wolf wolk wolken woord worm wortel zaal zacht zand zee
    zeer zelf ziek zoet zomer zonder zonnig zoon zorg zorgen zo zuid zus zusje zussen zuster zwaar zwart
    akker ark baars bank bek berg bergen beek bakker blok bode bol bron brink broeder dal dwars eend eik emmer
    fontein golf haven herder hok kikker klaver kraai kuil loon meeuw mees parel ploeg pol post regenboog riet
    springplank vlinder vonk wilg wegwijzer kameleon horizon kompas zevensprong boomgaard schatkist toren
    """.split()  # noqa: SIM905 (a list of words reads better in lines)
)
